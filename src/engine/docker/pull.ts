import { parseReference } from '../../dockerfile/reference.ts';
import { EngineError, LearnerError } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { formatBytes } from '../../text/units.ts';
import type { Surroundings } from '../candidates.ts';
import { credentialsFor } from './auth.ts';
import type { Client } from './client.ts';
import { jsonLines } from './ndjson.ts';

interface PullLine {
  status?: string;
  id?: string;
  error?: string;
  progressDetail?: { current?: number; total?: number };
}

/** `EngineTools.pull` of a real engine: `docker pull` of a pinned image. */
export async function pullImage(
  client: Client,
  ref: string,
  {
    around,
    onProgress,
    signal,
  }: { around: Surroundings; onProgress: (line: string) => void; signal?: AbortSignal },
): Promise<void> {
  const reference = parseReference(ref);
  if (!reference)
    throw new LearnerError('usage', `"${sanitiseLine(ref)}" is no image name.`, 'Check its spelling.');
  const auth = await loginHeader(reference.domain ?? 'docker.io', around);
  const stream = await client.stream('POST', '/images/create', {
    query: { fromImage: ref },
    headers: auth === undefined ? {} : { 'X-Registry-Auth': auth },
    ...(signal ? { signal } : {}),
  });
  const layers = new Map<string, { current: number; total: number }>();
  for await (const line of jsonLines<PullLine>(stream)) {
    if (line.error !== undefined) throw pullFailed(ref, line.error);
    const { current, total } = line.progressDetail ?? {};
    if (line.id && line.status === 'Downloading' && current !== undefined && total !== undefined) {
      layers.set(line.id, { current, total });
      onProgress(`fetching ${ref}: ${soFar([...layers.values()])}`);
    }
  }
  signal?.throwIfAborted();
}

function soFar(layers: { current: number; total: number }[]): string {
  const sum = (key: 'current' | 'total') => layers.reduce((bytes, layer) => bytes + layer[key], 0);
  return `${formatBytes(sum('current'))} of ${formatBytes(sum('total'))}`;
}

async function loginHeader(host: string, around: Surroundings): Promise<string | undefined> {
  const login = await credentialsFor(host, around);
  if (!login) return undefined;
  const { username, secret } = login;
  const fields = username ? { username, password: secret } : { identitytoken: secret };
  return Buffer.from(JSON.stringify({ ...fields, serveraddress: host })).toString('base64url');
}

function pullFailed(ref: string, words: string): EngineError {
  return new EngineError(
    'engine-failed',
    `${sanitiseLine(ref)} could not be fetched: ${sanitiseLine(words)}.`,
    `Is there a network? Try: docker pull ${sanitiseLine(ref)}`,
  );
}
