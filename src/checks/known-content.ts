import type { Engine } from '../engine/types.ts';
import type { Examined } from '../image/examine.ts';
import type { ImageFacts, ImageFiles } from '../image/types.ts';

/** Contents that are kept of each sort: a lab has three images at most, and a listing takes a few megabytes. */
const KEPT = 8;

/** The last few things that were read, by what they were read of. */
class Recent<T> {
  readonly #values = new Map<string, T>();

  /**
   * @param key all that the value depends on
   * @param read reads it where it is not known; what it throws is not kept
   */
  async get(key: unknown, read: () => Promise<T>): Promise<T> {
    const text = JSON.stringify(key);
    const known = this.#values.get(text);
    const value = known ?? (await read());
    this.#values.delete(text);
    this.#values.set(text, value);
    for (const oldest of [...this.#values.keys()].slice(0, -KEPT)) this.#values.delete(oldest);
    return value;
  }
}

const files = new WeakMap<Engine, Recent<ImageFiles>>();
const layers = new WeakMap<Engine, Recent<Pick<Examined, 'layers' | 'secrets'>>>();

/**
 * The files of an image, read from the engine unless an image of the very same layers was read before: most changes
 * of a Dockerfile (USER, ENV, CMD, HEALTHCHECK, LABEL) make a new image and no new file.
 *
 * @param wanted paths whose content is kept
 */
export function knownFiles(
  engine: Engine,
  image: ImageFacts,
  wanted: ReadonlySet<string>,
  read: () => Promise<ImageFiles>,
): Promise<ImageFiles> {
  // A container's working folder and its volumes are made, where the image's layers lack them.
  const { workdir, volumes } = image.config;
  const key = [image.layerDigests, workdir, volumes, [...wanted].sort()];
  return remembered(files, engine, image, key, read);
}

/**
 * What is in the layers of an image, read from the engine unless the same layers, made by the same instructions on
 * the same base, were read before.
 *
 * @param base the layers of the image that it is built from, where they are known
 */
export function knownLayers(
  engine: Engine,
  image: ImageFacts,
  base: readonly string[],
  read: () => Promise<Pick<Examined, 'layers' | 'secrets'>>,
): Promise<Pick<Examined, 'layers' | 'secrets'>> {
  const makers = image.history.filter((entry) => !entry.empty).map((entry) => entry.createdBy);
  return remembered(layers, engine, image, [image.layerDigests, makers, base], read);
}

function remembered<T>(
  all: WeakMap<Engine, Recent<T>>,
  engine: Engine,
  image: ImageFacts,
  key: unknown,
  read: () => Promise<T>,
): Promise<T> {
  // Predicted images have no layers that could be told apart.
  if (!engine.real || image.layerDigests.length === 0) return read();
  const recent = all.get(engine) ?? new Recent<T>();
  all.set(engine, recent);
  return recent.get(key, read);
}
