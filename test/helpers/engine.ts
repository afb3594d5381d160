import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openContext } from '../../src/dockerfile/open-context.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import type { ListedContainer } from '../../src/engine/docker/api.ts';
import { Client } from '../../src/engine/docker/client.ts';
import { parseHost } from '../../src/engine/endpoint.ts';
import { explainAttempts } from '../../src/engine/explain.ts';
import type { BuildEvent, BuildOutcome, BuildRequest, Engine } from '../../src/engine/types.ts';

/** The real engine of these tests (DOCKER_HOST or whatever discovery finds); none is an error, no test is skipped. */
export async function testEngine(env: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  const { engine, tried } = await discoverEngine({ choice: 'auto', env });
  if (!engine) throw new Error(explainAttempts(tried).lines.join('\n'));
  return engine;
}

/** A base that is in the engine: a stand-in, or the real one. */
export const BASE = 'node:24-alpine';

/** A folder with these files, for as long as `use` runs. */
export async function withFolder<T>(
  files: Record<string, string>,
  use: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-test-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    }
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Builds a Dockerfile with the files beside it. */
export async function buildFiles(
  engine: Engine,
  files: Record<string, string>,
  options: Partial<Omit<BuildRequest, 'context'>> & { signal?: AbortSignal } = {},
): Promise<{ outcome: BuildOutcome; events: BuildEvent[] }> {
  const { signal, ...request } = options;
  const events: BuildEvent[] = [];
  const dockerfile = request.dockerfile ?? 'Dockerfile';
  const outcome = await withFolder(files, async (dir) => {
    const context = await openContext(dir, dockerfile);
    return engine.build({ context, dockerfile, ...request }, (event) => events.push(event), signal);
  });
  return { outcome, events };
}

/** The id of an image that must build. */
export async function buildImage(
  engine: Engine,
  files: Record<string, string>,
  options: Parameters<typeof buildFiles>[2] = {},
): Promise<string> {
  const { outcome } = await buildFiles(engine, files, options);
  if (!outcome.ok) throw new Error(`${outcome.failure.message}\n${outcome.failure.log.join('\n')}`);
  return outcome.imageId;
}

/** Removes an image that a test made, if it is there. */
export async function removeImage(engine: Engine, id: string): Promise<void> {
  await engine.remove({ type: 'image', id, name: id });
}

/** How many containers of an image there are, running or not: others may be at work on the same engine. */
export async function containersOf(engine: Engine, image: string): Promise<number> {
  const url = (await engine.info()).endpoint;
  const transport = parseHost(url, process.platform);
  const client = new Client({ url, foundBy: 'test', explicit: true, transport }, process.env);
  const query = { all: true };
  const listed = await client.json<(ListedContainer & { ImageID: string })[]>('GET', '/containers/json', {
    query,
  });
  // Not by the filter `ancestor`: Podman takes it for another name of the image.
  const id = (await engine.image(image))?.id;
  return listed.filter(({ ImageID }) => id?.endsWith(ImageID.replace('sha256:', ''))).length;
}
