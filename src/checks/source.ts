import { stageOf } from '../dockerfile/find-stage.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';
import { LearnerError, NotJudgeable } from '../errors.ts';
import type { ImageConfig, ImageFacts } from '../image/types.ts';
import { at } from './kind.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { chainOf, lastOf } from './view.ts';

export interface Source {
  dockerfile: Dockerfile;
  /** The stage that becomes the judged image. */
  stage: Stage;
}

/**
 * The Dockerfile and the stage that is judged.
 *
 * @throws NotJudgeable when there is no such stage to look at (see `parse`, `stages.names`)
 */
export async function sourceOf(facts: SubjectFacts): Promise<Source> {
  const dockerfile = await facts.dockerfile();
  const stage = stageOf(dockerfile, facts.subject.target);
  if (stage) return { dockerfile, stage };
  const missing =
    facts.subject.target === undefined ? 'no stage (no FROM)' : `no stage "${facts.subject.target}"`;
  throw new NotJudgeable(`${dockerfile.file} has ${missing}.`, 'Write it first; see parse and stages.names.');
}

/** The same where there is a Dockerfile at all; an image alone may be judged, too. */
export async function sourceIfAny(facts: SubjectFacts): Promise<Source | undefined> {
  try {
    return await sourceOf(facts);
  } catch (error) {
    if (error instanceof NotJudgeable || error instanceof LearnerError) return undefined;
    throw error;
  }
}

/** The judged image; undefined where no engine is at hand, so that only the Dockerfile can tell. */
export async function imageIfAny(facts: SubjectFacts): Promise<ImageFacts | undefined> {
  try {
    return await facts.image();
  } catch (error) {
    const dockerfileOnly =
      error instanceof NotJudgeable &&
      error.code === 'needs-engine' &&
      facts.subject.dockerfile !== undefined;
    if (dockerfileOnly) return undefined;
    throw error;
  }
}

/** A field of the image's config. @throws NotJudgeable where it could not be predicted */
export function known<K extends keyof ImageConfig>(image: ImageFacts, field: K): ImageConfig[K] {
  refuseUnknown(image, field);
  return image.config[field];
}

/** The image's size in bytes. @throws NotJudgeable where it could not be predicted */
export function knownSize(image: ImageFacts): number {
  refuseUnknown(image, 'size');
  return image.size;
}

function refuseUnknown(image: ImageFacts, field: keyof ImageConfig | 'size'): void {
  const reason = image.unknown?.[field];
  if (reason !== undefined) throw new NotJudgeable(reason, 'Judge it on a real engine.');
}

/** The line that decides about a config field: the last such instruction that counts, if there is one. */
export function decidedBy(source: Source | undefined, keyword: string): Evidence[] {
  const instruction = source && lastOf(source.dockerfile, source.stage, keyword);
  return source && instruction ? [at(source.dockerfile, instruction)] : [];
}

/** As `decidedBy`, or a word about the file where nothing says it, with the stage's own line. */
export function decidedOrMissing(source: Source | undefined, keyword: string): Evidence[] {
  if (!source) return [];
  const found = decidedBy(source, keyword);
  if (found.length > 0) return found;
  const elsewhere = elsewhereOf(source, keyword).map((one) =>
    at(source.dockerfile, one, `${one.text} (in another stage: it does not reach this image)`),
  );
  const stage = at(source.dockerfile, source.stage.from, `no ${keyword} in the stage that starts here`);
  return elsewhere.length > 0 ? [stage, ...elsewhere] : [stage];
}

/** Such instructions in stages that are not part of the image: usually a misplaced line. */
function elsewhereOf({ dockerfile, stage }: Source, keyword: string): Instruction[] {
  const chain = chainOf(dockerfile, stage);
  return dockerfile.stages
    .filter((one) => !chain.includes(one))
    .flatMap((one) => one.instructions.filter((instruction) => instruction.keyword === keyword));
}
