import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/commands/author/lay-answer.ts';
import { PROOFS_AT_A_TIME, proveAnswer, removeShared } from '../../src/commands/author/prove.ts';
import { slots } from '../../src/commands/author/slots.ts';
import { readWrongAnswers } from '../../src/commands/author/wrong-answers.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Engine } from '../../src/engine/types.ts';
import { putUsableClientFirst } from './docker-client.ts';
import { testEngine } from './engine.ts';
import { type Foreseeing, foreseeing } from './foreseeing-engine.ts';

/** What a pipeline says there; where its script cannot run, what it builds is judged by its files. */
const NOT_ON_PODMAN = /says unknown: A pipeline is judged on Docker|is not measured but predicted$/;

/** How many files share the labs: those of one run one after the other, files side by side where there are engines. */
const FILES = 4;

/**
 * Tests of a share of the labs: every lab is really built and run; its starter fails, its solution passes, and each
 * wrong answer fails its named check at the right line. DOCKER_LABS_TEST_LABS=basic,go proves some labs only,
 * DOCKER_LABS_TEST_WRONG=no starters and solutions only.
 *
 * @param file the number of the file of tests, from 1
 */
export async function proveLabs(file: number): Promise<void> {
  const only = process.env.DOCKER_LABS_TEST_LABS?.split(',');
  const wrongToo = process.env.DOCKER_LABS_TEST_WRONG !== 'no';
  const course = await loadCourse();
  const labs = await Promise.all(
    course.labs
      .filter((lab, index) => index % FILES === file - 1 && (!only || only.includes(lab.id)))
      .map(async (lab) => ({ lab, wrong: wrongToo ? (await readWrongAnswers(lab)).answers : [] })),
  );

  let engine: Engine;
  let foreseen: Foreseeing;
  beforeAll(async () => {
    await putUsableClientFirst();
    foreseen = await foreseeing(await testEngine(), course);
    ({ engine } = foreseen);
  });
  afterAll(async () => {
    if (engine) for (const { lab } of labs) await removeShared(lab, engine);
    await engine?.close();
  });

  const inSlot = slots(PROOFS_AT_A_TIME);

  if (labs.length === 0)
    it.skip(`no lab of DOCKER_LABS_TEST_LABS=${only?.join()} is among those of this file`);

  describe.concurrent.each(labs)('lab $lab.id', ({ lab, wrong }) => {
    const faults = (answer: Answer) => inSlot((slot) => proveAnswer(course, lab, answer, engine, { slot }));

    it('has a starter that leaves every step to be done', async () => {
      expect(await faults('starter')).toEqual([]);
    });

    it('has a solution that passes every required check', async () => {
      const found = await faults('solution');
      expect(
        engine.kind === 'podman' && lab.id === 'pipeline'
          ? found.filter((fault) => !NOT_ON_PODMAN.test(fault))
          : found,
      ).toEqual([]);
    });

    it.each(wrong.map((answer) => [answer.name, answer] as const))(
      'catches %s, and nothing else with it',
      async (_, answer) => {
        expect(await faults(answer)).toEqual([]);
      },
    );
  });
  it('builds what the practice engine foresees, field by field', () => {
    expect(foreseen.builds()).toBeGreaterThan(0);
    expect(foreseen.differences).toEqual([]);
  });
}
