import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Verdict } from '../../src/checks/types.ts';
import { junit } from '../../src/reports/junit.ts';
import { fuzzRuns, fuzzTimeout, hostileText } from '../helpers/hostile.ts';

/** Tags, attributes and texts as `junit` writes them; anything else is markup that came from outside. */
const WHOLE =
  /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuite( [a-z]+="[^"<>&]*(&\w+;[^"<>&]*)*")+>\n( {2}<testcase( [a-z]+="[^"<>&]*(&\w+;[^"<>&]*)*")+>(<(failure|error|system-out|skipped)( message="[^"<>&]*(&\w+;[^"<>&]*)*")?(\/>|>[^<>&]*(&\w+;[^<>&]*)*<\/\7>))?<\/testcase>\n)*<\/testsuite>$/;

it('whatever a verdict says, the JUnit report is its text and no markup', {
  timeout: fuzzTimeout(300),
}, () => {
  const status = fc.constantFrom<Verdict['status']>('pass', 'warn', 'fail', 'unknown', 'error');
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, status, (name, actual, text, how) => {
      const verdict: Verdict = {
        ...{
          id: name,
          status: how,
          required: true,
          confidence: 'measured',
          expected: text,
          actual,
          why: text,
        },
        evidence: [{ source: 'image', file: name, line: 1, text }],
        tryNext: actual,
      };
      const xml = junit(name, [verdict, verdict]);
      expect(xml).toMatch(WHOLE);
      // XML 1.0, 2.2: what no document may hold, escaped or not.
      expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    }),
    { numRuns: fuzzRuns(300) },
  );
});
