import { explainFailure } from '../failures.ts';
import { dockerHost } from '../reach.ts';
import { onPath, type ProgramResult, runProgram } from '../run-program.ts';
import { withSavedImage } from '../saved-image.ts';
import type { Scanner, ScanRequest } from '../scanner.ts';
import { finish } from './finish.ts';
import {
  databaseDate,
  TRIVY_VERSION_ARGS,
  trivyFileArgs,
  trivyImageArgs,
  trivyProgress,
} from './trivy-args.ts';
import { runTrivy } from './trivy-run.ts';

/** The program `trivy` of this machine. */
export const trivy: Scanner = {
  name: 'trivy',
  available: () => onPath('trivy'),
  async scan(request) {
    const { engine, image, signal } = request;
    const host = await dockerHost(engine, signal);
    const result = host
      ? await run(trivyImageArgs(image.ref), request, { DOCKER_HOST: host })
      : await withSavedImage(request, (file) => run(trivyFileArgs(file), request));
    if (result.exitCode !== 0) throw explainFailure('trivy', result.stderr, result.exitCode);
    const version = await runProgram('trivy', TRIVY_VERSION_ARGS, { signal });
    return finish('trivy', result.stdout, image, { database: databaseDate(version.stdout) });
  },
};

function run(
  args: string[],
  { onProgress, signal }: ScanRequest,
  env: Record<string, string> = {},
): Promise<ProgramResult> {
  const onStderr = (line: string) => {
    const progress = trivyProgress(line);
    if (progress) onProgress(progress);
  };
  return runTrivy((more) => runProgram('trivy', [...args, ...more], { env, onStderr, signal }), {
    onProgress,
    signal,
  });
}
