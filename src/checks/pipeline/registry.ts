import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, RunningContainer } from '../../engine/types.ts';
import { EngineError, Interrupted, NotJudgeable } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { httpGet } from './http-get.ts';

/** A registry that pipelines may push to. */
export interface Registry {
  /** As the engine names it in image names: `127.0.0.1:49153`, or what REGISTRY says. */
  name: string;
  /** Where its API answers from here: `http://127.0.0.1:49153`. */
  url: string;
  /** Ours may be listed and filled; of a given one only what a run pushed is read. */
  ours: boolean;
  close(): Promise<void>;
}

/** The registry's own image, newest first. */
const IMAGES = ['registry:3', 'registry:2'];
const PORT = 5000;
const START_TIMEOUT = 30_000;
const POLL = 100;

/**
 * The registry that REGISTRY names, else one of our own in a container, on a free port of the engine's loopback:
 * which engines take without TLS.
 *
 * @throws NotJudgeable when neither can be had; EngineError; Interrupted
 */
export async function openRegistry(
  engine: Engine,
  signal?: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Registry> {
  const given = env.REGISTRY?.replace(/\/+$/, '');
  if (given) return givenRegistry(given);
  const container = await engine.start(
    { image: await registryImage(engine, signal), ports: [PORT], env: { OTEL_TRACES_EXPORTER: 'none' } },
    signal,
  );
  try {
    const [here, there] = await Promise.all([container.endpoint(PORT), container.publishedPort(PORT)]);
    const url = `http://${here.host}:${here.port}`;
    await answering(url, container, signal);
    return { name: `127.0.0.1:${there}`, url, ours: true, close: () => container.remove() };
  } catch (error) {
    await container.remove();
    throw error;
  }
}

async function registryImage(engine: Engine, signal: AbortSignal | undefined): Promise<string> {
  for (const ref of IMAGES) if (await engine.image(ref, signal)) return ref;
  const [newest = ''] = IMAGES;
  try {
    await engine.tools?.pull(newest, () => {}, signal);
    return newest;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new NotJudgeable(
      `The pipeline pushes to a local registry, and its image ${newest} cannot be had: ${sanitiseLine(error.message)}`,
      `docker pull ${newest}, or name a registry that takes images without a login: REGISTRY=host:port`,
      'tool-broke',
    );
  }
}

async function givenRegistry(name: string): Promise<Registry> {
  const host = name.split('/')[0] ?? '';
  const local = /^(?:localhost|127\.|\[::1\])/.test(host);
  for (const url of local ? [`http://${host}`] : [`https://${host}`, `http://${host}`]) {
    if (await answers(url)) return { name, url, ours: false, close: async () => {} };
  }
  throw new NotJudgeable(
    `The registry that REGISTRY names (${sanitiseLine(host)}) does not answer, or wants a login.`,
    'Start it, or unset REGISTRY: then docker-labs starts one.',
    'tool-broke',
  );
}

async function answering(url: string, container: RunningContainer, signal?: AbortSignal): Promise<void> {
  const until = performance.now() + START_TIMEOUT;
  while (!(await answers(url))) {
    if (signal?.aborted) throw new Interrupted();
    if (performance.now() > until || !(await container.state()).running) {
      throw new EngineError(
        'tool-broke',
        `The local registry does not answer: ${sanitiseLine(await container.logs(2_000))}`,
        'Try again; docker-labs doctor looks at the engine.',
      );
    }
    await sleep(POLL);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await httpGet(`${url}/v2/`, { patience: 5_000 })).status === 200;
  } catch {
    return false;
  }
}
