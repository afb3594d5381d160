import type { EngineTools, ToolResult } from '../../engine/tools.ts';
import type { Engine } from '../../engine/types.ts';
import { EngineError, Interrupted, NotJudgeable } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { explainFailure, failureKind, scannerAbsent } from '../failures.ts';
import { socketsToMount } from '../reach.ts';
import { withSavedImage } from '../saved-image.ts';
import type { Scanner, ScanRequest } from '../scanner.ts';
import { imageProblem } from '../scanner-image.ts';
import { finish } from './finish.ts';
import {
  databaseDate,
  TRIVY_IMAGE,
  TRIVY_VERSION_ARGS,
  trivyFileArgs,
  trivyImageArgs,
  trivyProgress,
} from './trivy-args.ts';
import { runTrivy } from './trivy-run.ts';

/** Keeps the vulnerability database for the next scan. */
const CACHE = { 'docker-labs-trivy-cache': '/root/.cache' };
const SAVED = 'docker-labs-image.tar';

/** Trivy in a container of the engine: needs nothing on this machine. */
export const trivyContainer: Scanner = {
  name: 'trivy-container',
  async available(engine, signal) {
    return engine.tools !== undefined && (await engine.image(trivyImage(), signal)) !== undefined;
  },
  async scan(request) {
    const { engine, image } = request;
    const { tools } = engine;
    if (!tools) {
      throw new NotJudgeable('A scan needs a container engine.', 'Start Docker or Podman, and scan again.');
    }
    await fetchTrivy(tools, request);
    const result = await scanSomehow(tools, request);
    if (result.exitCode !== 0) throw explainFailure('trivy-container', result.stderr, result.exitCode);
    return finish('trivy-container', result.stdout, image, {
      database: await database(tools, request, result),
    });
  },
};

/**
 * DOCKER_LABS_TRIVY_IMAGE names a classroom's own copy, pinned like ours.
 *
 * @throws NotJudgeable for one that may be anything tomorrow
 */
function trivyImage(env: NodeJS.ProcessEnv = process.env): string {
  const image = env.DOCKER_LABS_TRIVY_IMAGE || TRIVY_IMAGE;
  const problem = imageProblem(image);
  if (problem === undefined) return image;
  throw new NotJudgeable(
    `DOCKER_LABS_TRIVY_IMAGE cannot be used: ${sanitiseLine(problem)}.`,
    `Name a version or a digest in it, as in ${TRIVY_IMAGE}, or unset it.`,
    'usage',
  );
}

async function fetchTrivy(
  tools: EngineTools,
  { engine, mayFetch, onProgress, signal }: ScanRequest,
): Promise<void> {
  if (await engine.image(trivyImage(), signal)) return;
  if (!mayFetch) {
    throw scannerAbsent(
      `There is no scanner here: neither a program (trivy, grype, snyk) nor the image ${trivyImage()}.`,
      `docker-labs scan IMAGE fetches it, or: docker pull ${trivyImage()}`,
    );
  }
  onProgress(`fetching ${trivyImage()}`);
  try {
    await tools.pull(trivyImage(), onProgress, signal);
  } catch (cause) {
    if (cause instanceof Interrupted || signal?.aborted) throw cause;
    throw scannerAbsent(
      `There is no scanner here, and ${trivyImage()} could not be fetched: ${cause instanceof Error ? cause.message : ''}`,
      'Install Trivy or Grype, or scan elsewhere and read the report here: docker-labs scan --from REPORT',
    );
  }
}

/** Through the engine's socket; where that cannot be mounted or used, from a saved file. */
async function scanSomehow(tools: EngineTools, request: ScanRequest): Promise<ToolResult> {
  const { engine, image, signal } = request;
  for (const socket of await sockets(engine, signal)) {
    const result = await run(tools, { socket, command: trivyImageArgs(image.ref) }, request).catch(
      noSuchSocket,
    );
    if (result && !(result.exitCode !== 0 && isUnreachable(result.stderr))) return result;
  }
  return withSavedImage(request, (file) =>
    run(tools, { copyIn: { [SAVED]: file }, command: trivyFileArgs(`/${SAVED}`) }, request),
  );
}

const isUnreachable = (stderr: string) => failureKind(stderr) === 'engine-unreachable';

function sockets(engine: Engine, signal: AbortSignal | undefined): Promise<string[]> {
  return socketsToMount(engine, signal);
}

/** The engine has no such file to mount: it, or its socket, is elsewhere. */
function noSuchSocket(error: unknown): undefined {
  if (error instanceof EngineError && /bind source path does not exist|invalid mount/i.test(error.message)) {
    return undefined;
  }
  throw error;
}

function run(
  tools: EngineTools,
  spec: { socket?: string; copyIn?: Record<string, string>; command: string[] },
  { onProgress, signal }: ScanRequest,
): Promise<ToolResult> {
  const onStderr = (line: string) => {
    const progress = trivyProgress(line);
    if (progress) onProgress(progress);
  };
  const once = (more: string[]) =>
    tools.run(
      { ...spec, image: trivyImage(), command: [...spec.command, ...more], volumes: CACHE },
      { onStderr, ...(signal ? { signal } : {}) },
    );
  return runTrivy(once, { onProgress, signal });
}

/** How long the date of the database is taken as known: others may renew it. Milliseconds. */
const KNOWN_FOR = 60_000;
const dates = new WeakMap<EngineTools, { date: string | undefined; at: number }>();

/** The date of the database that the scan used. A container more to know it, so only where it can have changed. */
async function database(
  tools: EngineTools,
  { signal }: ScanRequest,
  { stderr }: ToolResult,
): Promise<string | undefined> {
  const known = dates.get(tools);
  if (known && performance.now() - known.at < KNOWN_FOR && !/download|updat/i.test(stderr)) return known.date;
  const spec = { image: trivyImage(), command: TRIVY_VERSION_ARGS, volumes: CACHE };
  const { stdout } = await tools.run(spec, signal ? { signal } : {});
  const date = databaseDate(stdout);
  dates.set(tools, { date, at: performance.now() });
  return date;
}
