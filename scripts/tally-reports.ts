/** What the tally reads of a report of vitest's `json` reporter. */
export interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * Adds up several runs.
 * @param brokenSteps steps that failed, tests among them or not: each counts at least once, so that a
 *   type error or a crash of the runner is never hidden behind "0 failed".
 */
export function tally(reports: Report[], brokenSteps: number): { passed: number; failed: number } {
  const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0);
  const failures = reports.map(
    (report) => report.numFailedTests + report.testResults.filter(brokeBeforeItsTests).length,
  );
  const failed = failures.reduce((sum, count) => sum + count, 0);
  return { passed, failed: failed > 0 ? failed : brokenSteps };
}

/** A file that failed though none of its tests did: it could not be loaded, or its set-up threw. */
const brokeBeforeItsTests = (file: Report['testResults'][number]) =>
  file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed');
