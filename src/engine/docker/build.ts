import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDockerfile } from '../../dockerfile/parse.ts';
import type { Dockerfile } from '../../dockerfile/types.ts';
import type { Surroundings } from '../candidates.ts';
import type { BuildEvent, BuildOutcome, BuildRequest } from '../types.ts';
import { buildWithBuildKit } from './build-buildkit.ts';
import { buildClassic } from './build-classic.ts';
import { type Client, isStatus } from './client.ts';
import { withOwnGrammar } from './own-grammar.ts';

export interface BuildOptions {
  onEvent: (event: BuildEvent) => void;
  podman: boolean;
  around: Surroundings;
  signal?: AbortSignal;
}

/** What a builder needs beside the request. */
export interface BuildJob extends BuildOptions {
  client: Client;
  request: BuildRequest;
  /** The caller's Dockerfile, for the lines of steps; undefined when it could not be read. */
  dockerfile: Dockerfile | undefined;
  /** `performance.now()` at the start. */
  started: number;
}

/**
 * Builds with BuildKit, or with the classic API where the engine has none (Podman answers 404 to its session).
 * A Dockerfile that does not build is a value; the rest is thrown.
 *
 * @throws EngineError when the engine is lost or broken, Interrupted when the signal aborts
 */
export async function build(
  client: Client,
  request: BuildRequest,
  options: BuildOptions,
): Promise<BuildOutcome> {
  const started = performance.now();
  const dockerfile = await readDockerfile(request);
  const job: BuildJob = { ...options, client, request, dockerfile, started };
  const refused = refuseWithoutStage(job);
  if (refused) return refused;
  if (options.podman) return buildClassic(job);
  try {
    const outcome = await buildUnlessLost(job);
    const again = withOwnGrammar(job, outcome);
    if (!again) return outcome;
    const second = await buildUnlessLost(again.job);
    return { ...second, warnings: [again.warning, ...second.warnings] };
  } catch (error) {
    if (!isStatus(error, 404) && !isStatus(error, 501)) throw error;
    return buildClassic(job);
  }
}

/** Once more where the image was lost on its way out. */
async function buildUnlessLost(job: BuildJob): Promise<BuildOutcome> {
  const outcome = await buildWithBuildKit(job);
  return isLostWhileExported(outcome) ? buildWithBuildKit(job) : outcome;
}

/**
 * Two builds with one result are one image. When somebody removes the name of the one just when the other is exported,
 * Docker 20.10 fails for the image that has gone (moby's builder-next exporter reads its config after it was found):
 * all steps are in the cache by then, and the next try makes it anew.
 */
export function isLostWhileExported(outcome: BuildOutcome): boolean {
  return !outcome.ok && LOST_WHILE_EXPORTED.test(outcome.failure.message);
}

const LOST_WHILE_EXPORTED = /failed to get digest sha256:[0-9a-f]{64}: open \S+: no such file or directory/;

/**
 * A Dockerfile without any FROM: Docker 20.10 as a whole dies of one that holds ARG alone (an index out of range
 * in its dockerfile2llb), so it is answered here, in BuildKit's words.
 */
function refuseWithoutStage({ dockerfile, started }: BuildJob): BuildOutcome | undefined {
  if (!dockerfile || dockerfile.stages.length > 0) return undefined;
  const [error] = dockerfile.errors;
  const failure = {
    kind: 'syntax' as const,
    message: error?.message ?? 'no build stage in current context',
    line: error?.line ?? 1,
    log: [],
  };
  return { ok: false, steps: [], warnings: [], ms: performance.now() - started, failure };
}

async function readDockerfile(request: BuildRequest): Promise<Dockerfile | undefined> {
  try {
    const text = await readFile(join(request.context.dir, request.dockerfile), 'utf8');
    return parseDockerfile(text, request.dockerfile);
  } catch {
    // The engine will say what is wrong with it.
    return undefined;
  }
}
