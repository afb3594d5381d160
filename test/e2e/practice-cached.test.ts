import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutatedFile } from '../../scripts/mutants/judge.ts';
import { mutantsOf } from '../../scripts/mutants/mutate.ts';
import { type Answer, layAnswer } from '../../src/commands/author/lay-answer.ts';
import { readWrongAnswers } from '../../src/commands/author/wrong-answers.ts';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Lab } from '../../src/course/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { cachedAsForeseen } from '../helpers/cached-as-foreseen.ts';
import { testEngine } from '../helpers/engine.ts';
import { catalogueOf } from '../helpers/practice-like.ts';

// After a change of a source file, no step of a wrong answer or of a mutant of a solution is predicted from the cache that
// the engine makes again. They are hundreds of builds: DOCKER_LABS_TEST_CACHED=1 takes every one, 16 each 16th.
const EVERY = Number(process.env.DOCKER_LABS_TEST_CACHED ?? 0);

const TAG = 'docker-labs-practice-cached:image';

interface Case {
  name: string;
  lab: Lab;
  answer: Answer;
  /** The lab's Dockerfile, where it is not the answer's. */
  text?: string;
}

const course = await loadCourse();
const cases: Case[] = [];
for (const lab of course.labs) {
  const { answers } = await readWrongAnswers(lab);
  for (const answer of answers) cases.push({ name: `${lab.id} ${answer.name}`, lab, answer });
  for (const { id, text } of mutantsOf(readFileSync(join(lab.solutionDir, mutatedFile(lab)), 'utf8')))
    cases.push({ name: `${lab.id} ${id}`, lab, answer: 'solution', text });
}

let engine: Engine;
let practice: Engine;
/** How many did build. */
let compared = 0;

beforeAll(async () => {
  engine = await testEngine();
  practice = practiceEngineFor(course, await catalogueOf(engine));
});
afterAll(() => engine?.close());

const chosen = cases.filter((_, index) => EVERY > 0 && index % EVERY === 0);

// One at a time: of builds that do the same at the same time, BuildKit now and then finds one's results only the next time.
describe.each(chosen.map((one) => [one.name, one] as const))('%s', (_, { lab, answer, text }) => {
  it('takes from the cache what is foreseen', async () => {
    const { labDir, remove } = await layAnswer(course, lab, answer);
    const dockerfile = mutatedFile(lab);
    try {
      if (text !== undefined) await writeFile(join(labDir, dockerfile), text);
      const rebuilt = await cachedAsForeseen({ dir: labDir, dockerfile, tag: TAG }, engine, practice);
      if (rebuilt) compared += 1;
      expect(rebuilt?.wrong ?? [], `made: ${rebuilt?.made.join('; ')}`).toEqual([]);
    } finally {
      await engine.remove({ type: 'image', id: TAG, name: TAG });
      await remove();
    }
  });
});

it('most of them do build', (context) => {
  if (EVERY === 0) context.skip('hundreds of builds, only with DOCKER_LABS_TEST_CACHED=1 (or 16: each 16th)');
  expect(compared).toBeGreaterThan(chosen.length / 2);
});
