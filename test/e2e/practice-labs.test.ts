import { randomBytes } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layAnswer } from '../../src/commands/author/lay-answer.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Lab } from '../../src/course/types.ts';
import { openContext } from '../../src/dockerfile/open-context.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import { Catalogue, loadCatalogue } from '../../src/engine/practice/catalogue.ts';
import { createPracticeEngine } from '../../src/engine/practice/engine.ts';
import { renewEntry } from '../../src/engine/practice/renew.ts';
import type { BuildOutcome, BuildRequest, Engine } from '../../src/engine/types.ts';

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

beforeAll(async () => {
  const found = await discoverEngine({ choice: 'auto' });
  if (!found.engine)
    throw new Error(`No engine to test on: ${found.tried.map((one) => one.detail).join('; ')}`);
  engine = found.engine;
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
      const practice = await practiceLike(lab, join(labDir, image.dockerfile));
      await both(practice, await request());
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
      const [again, foreseen] = await both(practice, await request());
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

async function both(practice: Engine, request: BuildRequest): Promise<[BuildOutcome, BuildOutcome]> {
  const outcomes = [await engine.build(request, () => {}), await practice.build(request, () => {})] as const;
  for (const outcome of outcomes) if (!outcome.ok) throw new Error(outcome.failure.message);
  return [...outcomes];
}

function texts(outcome: BuildOutcome, status: string): string[] {
  const steps = outcome.steps.filter((step) => !step.internal && step.status === status);
  return [...new Set(steps.map((step) => step.instruction ?? ''))].sort();
}

/** A practice engine whose bases are those of the real engine: stand-ins have other versions and sizes. */
async function practiceLike(lab: Lab, dockerfile: string): Promise<Engine> {
  const data = structuredClone(loadCatalogue().data);
  const { stages } = parseDockerfile(await readFile(dockerfile, 'utf8'), 'Dockerfile');
  for (const { resolvedBase, baseStage } of stages) {
    if (resolvedBase === undefined || resolvedBase === 'scratch' || baseStage !== undefined) continue;
    const [facts, entry] = [await engine.image(resolvedBase), new Catalogue(data).find(resolvedBase)];
    if (!facts || !entry) throw new Error(`${resolvedBase} is not on the engine, or not in the catalogue.`);
    const renewed = renewEntry(entry, facts, entry.asOf);
    const config = renewed.config && { ...renewed.config, labels: facts.config.labels };
    data.images[data.images.indexOf(entry)] = { ...renewed, size: facts.size, ...(config ? { config } : {}) };
  }
  return createPracticeEngine({
    catalogue: new Catalogue(data),
    produces: lab.manifest.practice?.produces ?? [],
  });
}
