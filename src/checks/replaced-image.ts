import { type Engine, INPUTS_LABEL } from '../engine/types.ts';
import type { ImageFacts } from '../image/types.ts';
import type { RoundMeans } from './facts.ts';

/** Repository of the names that keep an image whose own name another one took. */
const HELD = 'docker-labs-before';

/**
 * Gives an image of ours one more name before a build takes its own: with the containerd image store an image without any
 * name is gone (seen with Docker 26.1), where others keep it by its id.
 *
 * @returns takes the name back; for a build that did not take the other one
 */
export async function holdReplaced(
  { engine, storage }: RoundMeans,
  before: ImageFacts | undefined,
): Promise<() => Promise<void>> {
  const ours = before?.config.labels[INPUTS_LABEL] !== undefined;
  if (!engine?.tools || !before || !ours || storage !== 'containerd') return async () => {};
  const name = `${HELD}:${before.id.replace(/^sha256:/, '').slice(0, 12)}`;
  await engine.tools.tag(before.id, name);
  return () => engine.remove({ type: 'image', id: name, name }).catch(() => undefined);
}

/** The image whose name the new one took: ours, nameless now, and unless somebody keeps it nobody would ever find it. */
export async function dropReplaced(
  { engine, superseded }: RoundMeans,
  name: string,
  before: ImageFacts | undefined,
  newId: string,
): Promise<void> {
  if (!engine?.real || !before || before.id === newId) return;
  for (const id of await superseded(name, before.id, newId)) {
    // Tidying up is no reason for a build to count as failed.
    const image = id === newId ? undefined : await engine.image(id).catch(() => undefined);
    if (!image || isNamed(image) || image.config.labels[INPUTS_LABEL] === undefined) continue;
    await remove(engine, image, before.ref);
  }
}

const isNamed = ({ tags = [] }: ImageFacts): boolean => tags.some((tag) => !tag.startsWith(`${HELD}:`));

/** In use by a container, it stays, and `clean` knows it. */
async function remove(engine: Engine, { id }: ImageFacts, name: string): Promise<void> {
  await engine.remove({ type: 'image', id, name }).catch(() => undefined);
}
