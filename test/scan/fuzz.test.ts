import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LearnerError } from '../../src/errors.ts';
import { parseReport } from '../../src/scan/parse.ts';
import { fuzzRuns, fuzzTimeout, spoiledJson, stringsIn, UNPRINTABLE } from '../helpers/hostile.ts';

const folder = new URL('../fixtures/scan/', import.meta.url);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))] as const)
  .filter(([, document]) => JSON.stringify(document).length < 40_000);

const RUNS = Math.ceil(fuzzRuns(200) / reports.length);

it.each(reports)(
  '%s, with whatever texts in it, is printable findings or refused',
  { timeout: fuzzTimeout(200) },
  (_, document) => {
    fc.assert(
      fc.property(spoiledJson(document), (spoiled) => {
        try {
          for (const text of stringsIn(parseReport(JSON.stringify(spoiled), 'report.json')))
            expect(text).not.toMatch(UNPRINTABLE);
        } catch (error) {
          expect(error).toBeInstanceOf(LearnerError);
          expect((error as Error).message).not.toMatch(UNPRINTABLE);
        }
      }),
      { numRuns: RUNS },
    );
  },
);
