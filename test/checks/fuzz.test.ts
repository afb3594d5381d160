import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { judgeChecks } from '../../src/checks/round.ts';
import { verdictLines } from '../../src/plain/check.ts';
import { FUZZ_RUNS, mutatedDockerfile } from '../helpers/mutated-dockerfile.ts';

const dir = mkdtempSync(join(tmpdir(), 'docker-labs-fuzz-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What may do something to a terminal: control characters but the line feed, and marks that turn the text round. */
const FOR_TERMINALS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

it('whatever is in a Dockerfile, judging it ends with verdicts that do nothing to a terminal', {
  timeout: 60_000 + FUZZ_RUNS * 50,
}, async () => {
  await fc.assert(
    fc.asyncProperty(mutatedDockerfile, async (text) => {
      writeFileSync(join(dir, 'Dockerfile'), text);
      const subject = { name: 'image', contextDir: dir, dockerfile: 'Dockerfile' };
      const verdicts = await judgeChecks({ subject });
      for (const verdict of verdicts) {
        expect(verdict.status, `${verdict.id}: ${verdict.actual}`).not.toBe('error');
        for (const line of verdictLines(verdict, { color: false, ascii: false, width: 80 })) {
          expect(line).not.toMatch(FOR_TERMINALS);
        }
      }
    }),
    { numRuns: FUZZ_RUNS },
  );
});
