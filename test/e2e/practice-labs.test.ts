import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layAnswer } from '../../src/commands/author/lay-answer.ts';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';
import { openContext } from '../../src/dockerfile/open-context.ts';
import type { BuildOutcome, BuildRequest, Engine } from '../../src/engine/types.ts';
import { testEngine } from '../helpers/engine.ts';
import { catalogueOf } from '../helpers/practice-like.ts';

// Every lab's solution is built and predicted: the configuration is equal, the size within 10 %, and after a
// change to one source file no step is predicted from the cache that BuildKit makes anew.
const TAG = 'docker-labs-practice-labs:image';
const course = await loadCourse();
const images = course.labs.flatMap((lab) =>
  Object.entries(lab.manifest.images)
    .filter(([, image]) => image.from === 'workspace' && image.target === undefined)
    .map(([name, image]) => [`${lab.id} ${name}`, lab, image] as const),
);
let engine: Engine;
let practice: Engine;

beforeAll(async () => {
  engine = await testEngine();
  practice = practiceEngineFor(course, (await catalogueOf(engine)).catalogue);
});
afterAll(() => engine?.close());

describe.each(images)('%s', (_, lab, image) => {
  it('is predicted', async () => {
    const { labDir, remove } = await layAnswer(course, lab, 'solution');
    const request = async (): Promise<BuildRequest> => ({
      context: await openContext(labDir, image.dockerfile),
      dockerfile: image.dockerfile,
      tag: TAG,
      ...(image.buildArgs ? { buildArgs: image.buildArgs } : {}),
    });
    try {
      await both(await request());
      const [real, predicted] = [await engine.image(TAG), await practice.image(TAG)];
      if (!real || !predicted) throw new Error('no image');
      expect(predicted.config).toEqual(real.config);
      expect(predicted.unknown).toBeUndefined();
      expect(predicted.size / real.size).toBeGreaterThan(0.9);
      expect(predicted.size / real.size).toBeLessThan(1.1);

      const { context } = await request();
      const source = context.files.find(
        (file) => /\.(?:[jt]s|go|py)$/.test(file.path) && file.path !== context.hiddenDockerfile,
      );
      if (!source) throw new Error('no source file');
      // Words that no build before has seen: the engine's cache goes by content.
      const mark = /\.py$/.test(source.path) ? '#' : '//';
      await appendFile(join(labDir, source.path), `\n${mark} ${randomBytes(8).toString('hex')}\n`);
      const [again, foreseen] = await both(await request());
      const made = texts(again, 'done');
      expect(made).not.toEqual([]);
      // More may come from the cache than is foreseen: what a RUN makes may be the same as before.
      for (const step of made) expect(texts(foreseen, 'cached')).not.toContain(step);
      expect(texts(foreseen, 'cached')).not.toEqual([]);
      for (const step of texts(foreseen, 'cached')) expect(texts(again, 'cached')).toContain(step);
    } finally {
      await engine.remove({ type: 'image', id: TAG, name: TAG });
      await remove();
    }
  });
});

async function both(request: BuildRequest): Promise<[BuildOutcome, BuildOutcome]> {
  const outcomes = [await engine.build(request, () => {}), await practice.build(request, () => {})] as const;
  for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.failure.message);
  return [...outcomes];
}

function texts(outcome: BuildOutcome, status: string): string[] {
  const steps = outcome.steps.filter((step) => !step.internal && step.status === status);
  return [...new Set(steps.map((step) => step.instruction ?? ''))].sort();
}
