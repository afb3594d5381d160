import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeMutant, mutatedFile } from '../../scripts/mutants/judge.ts';
import { mutantsOf } from '../../scripts/mutants/mutate.ts';
import { reasonFor } from '../../scripts/mutants/reasons.ts';
import { PROOFS_AT_A_TIME, removeShared } from '../../src/commands/author/prove.ts';
import { slots } from '../../src/commands/author/slots.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Engine } from '../../src/engine/types.ts';
import { putUsableClientFirst } from '../helpers/docker-client.ts';
import { testEngine } from '../helpers/engine.ts';
import { type Foreseeing, foreseeing } from '../helpers/foreseeing-engine.ts';

// Solutions with one fault put in, really built and run: a required check catches it, or reasons.yaml says why none has
// to. A fixed part of what `npm run mutants` judges, spread over the labs.
const EVERY = 8;
const course = await loadCourse();
const perLab = await Promise.all(
  course.labs.map(async (lab) => {
    const mutants = mutantsOf(await readFile(join(lab.solutionDir, mutatedFile(lab)), 'utf8'));
    return { lab, mutants: mutants.filter((_, index) => index % EVERY === EVERY - 1) };
  }),
);
const labs = perLab.filter(({ mutants }) => mutants.length > 0);
for (const { lab } of perLab.filter(({ mutants }) => mutants.length === 0))
  console.log(`no mutant of lab ${lab.id}: its Dockerfile is too short for one`);

let engine: Engine;
let foreseen: Foreseeing;
beforeAll(async () => {
  await putUsableClientFirst();
  foreseen = await foreseeing(await testEngine(), course);
  ({ engine } = foreseen);
});
afterAll(async () => {
  for (const { lab } of labs) await removeShared(lab, engine);
  await engine.close();
});

const inSlot = slots(PROOFS_AT_A_TIME);

describe.concurrent.each(labs)('lab $lab.id', ({ lab, mutants }) => {
  it.each(mutants.map((mutant) => [mutant.id, mutant] as const))('notices: %s', async (id, mutant) => {
    const outcome = await inSlot((slot) => judgeMutant(course, lab, mutant, engine, slot));
    if (outcome.kind === 'caught' || outcome.kind === 'broken') return;
    expect(reasonFor(lab.id, id), `${outcome.kind}, and reasons.yaml does not say why`).toBeDefined();
  });
});

it('builds what the practice engine foresees, field by field', () => {
  expect(foreseen.builds()).toBeGreaterThan(0);
  expect(foreseen.differences).toEqual([]);
});
