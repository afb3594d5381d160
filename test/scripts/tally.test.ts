import { expect, it } from 'vitest';
import { tally } from '../../scripts/tally-reports.ts';

const report = (passed: number, failed: number, ...files: [string, ...string[]][]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: files.map(([status, ...tests]) => ({
    status,
    assertionResults: tests.map((each) => ({ status: each })),
  })),
});

it('adds up runs', () => {
  const reports = [report(3, 0, ['passed', 'passed']), report(2, 1, ['failed', 'passed', 'failed'])];
  expect(tally(reports, 0)).toEqual({ passed: 5, failed: 1 });
});

it('counts a file that broke before its tests', () => {
  expect(tally([report(3, 0, ['passed', 'passed'], ['failed'])], 0)).toEqual({ passed: 3, failed: 1 });
});

it('counts a step that broke without a failing test, and no failure twice', () => {
  expect(tally([report(3, 0)], 1)).toEqual({ passed: 3, failed: 1 });
  expect(tally([report(2, 1, ['failed', 'failed'])], 1)).toEqual({ passed: 2, failed: 1 });
});
