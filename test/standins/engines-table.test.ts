import { expect, it } from 'vitest';
import { anyFailed, type Row, type SuiteReport, table } from '../e2e/engines/table.ts';

const tests = (titles: string[][], status = 'passed', failureMessages: string[] = []) =>
  titles.map((path) => ({
    status,
    ancestorTitles: path.slice(0, -1),
    title: path.at(-1) ?? '',
    failureMessages,
  }));

const file = (
  name: string,
  assertionResults: SuiteReport['testResults'][number]['assertionResults'],
  status = 'passed',
) => ({ name: `/x/test/e2e/${name}`, status, assertionResults, message: 'its set-up broke\nat line 3' });

const good: Row = {
  engine: 'docker-a (20.10.24)',
  seconds: 61.4,
  report: {
    testResults: [
      file('engine-build.test.ts', tests([['one'], ['two']])),
      file('engine-run.test.ts', tests([['three']])),
      file('labs-1.test.ts', [
        ...tests([['lab basic', 'has a solution']]),
        ...tests([['lab go', 'left out']], 'skipped'),
      ]),
    ],
  },
};
const bad: Row = {
  engine: 'podman',
  seconds: 9,
  report: {
    testResults: [
      file('engine-run.test.ts', [], 'failed'),
      file(
        'labs-1.test.ts',
        tests([['lab basic', 'has a solution']], 'failed', ['Error: no\nstack']),
        'failed',
      ),
    ],
  },
};
const absent: Row = { engine: 'docker-sid', absent: 'no such host' };

it('prints engine x lab x outcome, reasons and first words of failures below', () => {
  expect(table([good, bad, absent])).toEqual([
    'engine               engine    basic     time',
    'docker-a (20.10.24)  3 pass    1 pass    61 s',
    'podman               1/1 FAIL  1/1 FAIL  9 s',
    'docker-sid           -         -         not had',
    '',
    'podman: engine-run.test.ts: its set-up broke',
    'podman: lab basic > has a solution: Error: no',
    'docker-sid: no such host',
  ]);
});

it('fails for a test, and for a file whose set-up threw; an absent engine is no failure', () => {
  expect([[good], [bad], [absent]].map(anyFailed)).toEqual([false, true, false]);
});
