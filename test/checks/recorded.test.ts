import { beforeAll, expect, it } from 'vitest';
import type { Round, SubjectFacts } from '../../src/checks/types.ts';
import { judgeRow, misfits, nameOf } from '../helpers/judge-expected.ts';
import { recordedFacts } from '../helpers/recorded-facts.ts';
import { EXPECTED, IMAGES } from '../helpers/verdict-cases.ts';

// The table of test/e2e/checks-verdicts.test.ts, on what a real engine told once (test/e2e/record-facts.ts).
let round: Round;

beforeAll(async () => {
  const facts = new Map<string, SubjectFacts>();
  for (const [name, image] of Object.entries(IMAGES)) facts.set(name, await recordedFacts(name, image));
  round = {
    engine: undefined,
    today: '2026-11-23',
    subject(name) {
      const found = facts.get(name);
      if (!found) throw new Error(`no image ${name}`);
      return found;
    },
  };
});

it.each(EXPECTED.map((row) => [nameOf(row), row] as const))('%s', async (_, row) => {
  expect(misfits(row, await judgeRow(row, round))).toEqual([]);
});
