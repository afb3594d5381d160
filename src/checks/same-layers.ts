import { isDeepStrictEqual } from 'node:util';
import {
  type BuildOutcome,
  type BuildRequest,
  type Engine,
  INPUTS_LABEL,
  OUR_LABEL,
} from '../engine/types.ts';
import { EngineError, NotJudgeable } from '../errors.ts';
import type { ImageFacts } from '../image/types.ts';

type Built = Extract<BuildOutcome, { ok: true }>;

/**
 * Was an image that carries no fingerprint of ours, as `docker build` in any terminal makes it, built from the files as
 * they are now? The files are built once more from the cache alone: if the cache has every step and what comes out has
 * the same layers and configuration, it was. Nothing is built anew: at the first step that would run, the answer is no.
 *
 * @param request without a tag: the learner's image keeps its name
 * @returns that build, as one of the image; undefined when it cannot be told or is of other files
 * @throws Interrupted when `signal` aborts
 */
export async function builtFromFiles(
  engine: Engine,
  image: ImageFacts,
  request: Omit<BuildRequest, 'tag'>,
  signal?: AbortSignal,
): Promise<Built | undefined> {
  const enough = new AbortController();
  const both = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal;
  let made: string | undefined;
  try {
    if (!(await engine.info(signal)).buildkit) return undefined; // the classic builder says too late what is cached
    const outcome = await engine.build(
      request,
      (event) => {
        if (event.type !== 'step' || event.step.internal) return;
        if (event.step.status === 'running' || event.step.status === 'done') enough.abort();
      },
      both,
    );
    if (!outcome.ok) return undefined;
    made = outcome.imageId;
    const again = await engine.image(made, both);
    return again && isSame(again, image) ? { ...outcome, imageId: image.id } : undefined;
  } catch (error) {
    if (enough.signal.aborted && !signal?.aborted) return undefined;
    if (error instanceof EngineError || error instanceof NotJudgeable) return undefined; // the round says what is broken
    throw error;
  } finally {
    if (made !== undefined && made !== image.id) await drop(engine, made);
  }
}

/** The same but for the label that we put on what we build. */
function isSame(again: ImageFacts, image: ImageFacts): boolean {
  const bare = ({ config }: ImageFacts) => {
    const { [INPUTS_LABEL]: _, [OUR_LABEL]: __, ...labels } = config.labels;
    return { ...config, labels };
  };
  return (
    isDeepStrictEqual(again.layerDigests, image.layerDigests) && isDeepStrictEqual(bare(again), bare(image))
  );
}

/** Takes away what was only made to compare; an image with a name was there before. */
async function drop(engine: Engine, id: string): Promise<void> {
  const image = await engine.image(id).catch(() => undefined);
  if (!image || image.tags.length > 0 || image.config.labels[OUR_LABEL] === undefined) return;
  await engine.remove({ type: 'image', id, name: id }).catch(() => undefined);
}
