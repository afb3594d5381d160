import { basename } from 'node:path';

/** What the table reads of a report of vitest's `json` reporter. */
export interface SuiteReport {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: {
      status: string;
      ancestorTitles: string[];
      title: string;
      failureMessages?: string[] | null;
    }[];
  }[];
}

/** One engine's row: what ran on it, or why nothing did. */
export type Row = { engine: string } & (
  | { report: SuiteReport; seconds: number; absent?: undefined }
  | { absent: string }
);

interface Tally {
  passed: number;
  failed: number;
}

/**
 * The engines as rows; a column for each part of the suite and each lab.
 * @returns lines, with the reasons of absent engines and the first words of each failure below.
 */
export function table(rows: Row[]): string[] {
  const cells = rows.map((row) =>
    row.absent === undefined ? tallies(row.report) : new Map<string, Tally>(),
  );
  const columns = [...new Set(cells.flatMap((row) => [...row.keys()]))];
  const lines = [
    ['engine', ...columns, 'time'],
    ...rows.map((row, index) => [
      row.engine,
      ...columns.map((column) => outcome(cells[index]?.get(column))),
      row.absent === undefined ? `${Math.round(row.seconds)} s` : 'not had',
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return [
    ...lines.map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    '',
    ...rows.flatMap((row) =>
      row.absent === undefined ? failures(row.engine, row.report) : [`${row.engine}: ${row.absent}`],
    ),
  ];
}

function outcome(tally: Tally | undefined): string {
  if (tally === undefined) return '-';
  const all = tally.passed + tally.failed;
  return tally.failed === 0 ? `${all} pass` : `${tally.failed}/${all} FAIL`;
}

/** `engine-build.test.ts` counts for `engine`, the tests of one lab for that lab. */
function tallies(report: SuiteReport): Map<string, Tally> {
  const found = new Map<string, Tally>();
  const count = (column: string, key: keyof Tally) => {
    const tally = found.get(column) ?? { passed: 0, failed: 0 };
    tally[key] += 1;
    found.set(column, tally);
  };
  for (const file of report.testResults) {
    const part = basename(file.name).split(/[-.]/)[0] ?? '';
    for (const { status, ancestorTitles } of file.assertionResults) {
      const lab = ancestorTitles
        .map((title) => /^lab (\S+)$/.exec(title)?.[1])
        .find((id) => id !== undefined);
      if (status === 'passed' || status === 'failed') count(lab ?? part, status);
    }
    if (broke(file)) count(part, 'failed');
  }
  return found;
}

/** A file that failed though none of its tests did: its set-up threw. */
const broke = (file: SuiteReport['testResults'][number]) =>
  file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed');

function failures(engine: string, report: SuiteReport): string[] {
  const first = (text = '') => text.split('\n')[0] ?? '';
  return report.testResults.flatMap((file) => [
    ...(broke(file) ? [`${engine}: ${basename(file.name)}: ${first(file.message)}`] : []),
    ...file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ ancestorTitles, title, failureMessages }) =>
          `${engine}: ${[...ancestorTitles, title].join(' > ')}: ${first(failureMessages?.[0])}`,
      ),
  ]);
}

/** Whether anything failed on any engine. */
export const anyFailed = (rows: Row[]): boolean =>
  rows.some(
    (row) => row.absent === undefined && [...tallies(row.report).values()].some(({ failed }) => failed > 0),
  );
