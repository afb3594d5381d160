import { INPUTS_LABEL } from '../engine/types.ts';
import type { ImageFacts } from '../image/types.ts';

/**
 * What several rounds on one engine have in common: what was seen of an image holds for every other one that differs in
 * our fingerprint of the build's inputs alone. For proofs of many answers to one lab, most of which change one thing.
 */
export class SharedFacts {
  readonly #known = new Map<string, Promise<unknown>>();

  /**
   * @param what all else that the fact depends on: how it is run, by what it is scanned
   * @param gather finds it out; what it throws is not kept
   * @param sure may others rely on it? What a busy machine can bring about is not kept: whoever asks again sees for himself
   */
  once<T>(
    image: ImageFacts,
    what: unknown,
    gather: () => Promise<T>,
    sure: (fact: T) => boolean = () => true,
  ): Promise<T> {
    // Predicted images have no layers that could be told apart.
    if (image.layerDigests.length === 0) return gather();
    const { [INPUTS_LABEL]: _, ...labels } = image.config.labels;
    const key = JSON.stringify([image.layerDigests, { ...image.config, labels }, what]);
    const known = this.#known.get(key);
    if (known) return known as Promise<T>;
    const made = gather();
    this.#known.set(key, made);
    const forget = () => this.#known.delete(key);
    made.then((fact) => sure(fact) || forget(), forget);
    return made;
  }
}
