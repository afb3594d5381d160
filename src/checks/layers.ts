import type { Engine } from '../engine/types.ts';
import { badSave } from '../image/archive.ts';
import { type Examined, examineArchive } from '../image/examine.ts';
import type { ImageFacts } from '../image/types.ts';
import { knownLayers } from './known-content.ts';
import { sourceIfAny } from './source.ts';
import type { SubjectFacts } from './types.ts';
import { chainOf } from './view.ts';

/**
 * All layers of an image, with what they waste and the secrets in them, from one pass over `docker save`.
 * What the base's own layers hold is not this image's doing.
 */
export async function lookIntoLayers(
  engine: Engine,
  facts: SubjectFacts,
  image: ImageFacts,
  signal: AbortSignal | undefined,
): Promise<Pick<Examined, 'layers' | 'secrets'>> {
  const base = await baseImage(engine, facts, signal);
  const ref = image.id || image.ref;
  return knownLayers(engine, image, base?.layerDigests ?? [], async () =>
    examineArchive(await engine.save(ref, signal), {
      ref,
      complain: badSave(image.ref),
      ...(base ? { baseDiffIds: base.layerDigests } : {}),
      ...(signal ? { signal } : {}),
    }),
  );
}

/** The image that the Dockerfile starts from, where the engine has it: BuildKit alone may hold it, too. */
async function baseImage(
  engine: Engine,
  facts: SubjectFacts,
  signal: AbortSignal | undefined,
): Promise<ImageFacts | undefined> {
  const source = await sourceIfAny(facts);
  const root = source && chainOf(source.dockerfile, source.stage).at(-1);
  const name = root?.resolvedBase;
  return name === undefined || name === 'scratch' ? undefined : engine.image(name, signal);
}
