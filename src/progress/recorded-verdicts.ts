import type { StepReport, Verdict } from '../checks/types.ts';

/** Names of machines that are a word of everyday are left alone: replacing them would garble the evidence. */
const MIN_HOST = 6;

/**
 * Makes text impersonal: folders of this machine and its name go.
 *
 * @param folders absolute; the workspace becomes `.`, a home `~`. A system's own (`/`, `/root`) stay.
 */
export function impersonal(
  [workspace = '', ...homes]: readonly string[],
  host: string,
): (text: string) => string {
  const replacements: [string, string][] = [
    [workspace, '.'],
    ...homes.map((home): [string, string] => [home, '~']),
    ...(host.length >= MIN_HOST ? [[host, 'host'] as [string, string]] : []),
  ];
  const wanted = replacements.filter(([from]) => from.length > 1 && from !== '/root');
  return (text) => wanted.reduce((now, [from, to]) => now.replaceAll(from, to), text).toWellFormed();
}

/** What an attempt keeps of verdicts: all but the course's own words, which come with the course. */
export function recordedVerdicts(
  steps: readonly StepReport[],
  clean: (text: string) => string,
): StepReport[] {
  return steps.map(({ id, status, checks }) => ({
    id,
    status,
    checks: checks.map((verdict) => recorded(verdict, clean)),
  }));
}

function recorded(verdict: Verdict, clean: (text: string) => string): Verdict {
  const { id, status, required, confidence, expected, actual, evidence, tryNext, why } = verdict;
  const failed = status === 'fail' || status === 'warn';
  return {
    id,
    status,
    required,
    confidence,
    expected: clean(expected),
    actual: clean(actual),
    evidence: evidence.map((one) => ({
      ...one,
      text: clean(one.text),
      ...(one.file === undefined ? {} : { file: clean(one.file) }),
      ...(one.path === undefined ? {} : { path: clean(one.path) }),
    })),
    // Why a check passes needs no advice; an export is a third smaller without.
    why: failed ? clean(why) : '',
    tryNext: failed ? clean(tryNext) : '',
  };
}
