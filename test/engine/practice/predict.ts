import { openContext } from '../../../src/dockerfile/open-context.ts';
import { createPracticeEngine, type PracticeOptions } from '../../../src/engine/practice/engine.ts';
import type { BuildFailure, BuildRequest, BuildStep } from '../../../src/engine/types.ts';
import type { ImageFacts, ImageFiles } from '../../../src/image/types.ts';
import { layOut } from './corpus.ts';

export interface Predicted {
  imageId: string;
  image: ImageFacts;
  files: ImageFiles;
  steps: BuildStep[];
}

/** Predicts a Dockerfile on a context of a few files; a build that fails is an error with its failure's text. */
export async function predict(
  dockerfile: string,
  files: Record<string, string> = {},
  options: PracticeOptions & Partial<BuildRequest> = {},
): Promise<Predicted> {
  const { outcome, engine } = await build(dockerfile, files, options);
  if (!outcome.ok)
    throw new Error(`${outcome.failure.kind}: ${outcome.failure.message} ${outcome.failure.log.join(' ')}`);
  const image = await engine.image('practice:test');
  if (!image) throw new Error('no image');
  const own = await engine.files('practice:test', () => 1_000_000);
  return { image, files: own, steps: outcome.steps, imageId: outcome.imageId };
}

/** The failure that is predicted. */
export async function predictFailure(
  dockerfile: string,
  files: Record<string, string> = {},
  options: PracticeOptions & Partial<BuildRequest> = {},
): Promise<BuildFailure> {
  const { outcome } = await build(dockerfile, files, options);
  if (outcome.ok) throw new Error('It was predicted to build.');
  return outcome.failure;
}

async function build(
  dockerfile: string,
  files: Record<string, string>,
  options: PracticeOptions & Partial<BuildRequest>,
) {
  const { produces, catalogue, cache, ...request } = options;
  const engine = createPracticeEngine({
    ...(produces ? { produces } : {}),
    ...(catalogue ? { catalogue } : {}),
    ...(cache ? { cache } : {}),
  });
  const { dir, remove } = await layOut({ dockerfile, files });
  try {
    const context = await openContext(dir, 'Dockerfile');
    const outcome = await engine.build(
      { context, dockerfile: 'Dockerfile', tag: 'practice:test', ...request },
      () => {},
    );
    return { outcome, engine };
  } finally {
    await remove();
  }
}
