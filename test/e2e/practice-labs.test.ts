import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layAnswer } from '../../src/commands/author/lay-answer.ts';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Engine } from '../../src/engine/types.ts';
import { cachedAsForeseen } from '../helpers/cached-as-foreseen.ts';
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
  practice = practiceEngineFor(course, await catalogueOf(engine));
});
afterAll(() => engine?.close());

describe.each(images)('%s', (_, lab, { dockerfile, buildArgs }) => {
  it('is predicted', async () => {
    const { labDir, remove } = await layAnswer(course, lab, 'solution');
    try {
      const what = { dir: labDir, dockerfile, buildArgs, tag: TAG };
      const rebuilt = await cachedAsForeseen(what, engine, practice);
      const [real, predicted] = [await engine.image(TAG), await practice.image(TAG)];
      if (!real || !predicted) throw new Error('no image');
      expect(predicted.config).toEqual(real.config);
      expect(predicted.unknown).toBeUndefined();
      expect(predicted.size / real.size).toBeGreaterThan(0.9);
      expect(predicted.size / real.size).toBeLessThan(1.1);
      expect(rebuilt?.made).not.toEqual([]);
      expect(rebuilt?.foreseen).not.toEqual([]);
      expect(rebuilt?.wrong).toEqual([]);
    } finally {
      await engine.remove({ type: 'image', id: TAG, name: TAG });
      await remove();
    }
  });
});
