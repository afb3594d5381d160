import { delimiter, dirname } from 'node:path';
import { dockerClient } from '../../src/checks/pipeline/client.ts';
import { findOnPath } from '../../src/scan/run-program.ts';

/**
 * Puts the first docker client that can build with BuildKit first on PATH: scripts of learners call whatever is there,
 * and on some machines that is a newer client without its buildx plugin. Where none can, PATH stays, and verdicts say so.
 */
export async function putUsableClientFirst(): Promise<void> {
  const before = process.env.PATH ?? '';
  for (const client of await findOnPath('docker')) {
    process.env.PATH = [dirname(client), before].join(delimiter);
    if (
      await dockerClient().then(
        () => true,
        () => false,
      )
    )
      return;
  }
  process.env.PATH = before;
}
