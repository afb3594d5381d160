import type { Verdict, VerdictStatus } from './types.ts';

/** Worst first: a learner's own failure comes before what a tool could not do. */
const BY_WEIGHT: VerdictStatus[] = ['fail', 'error', 'unknown', 'warn', 'pass'];

/** The worst of the given statuses; `pass` for none. */
export function worst(statuses: VerdictStatus[]): VerdictStatus {
  return BY_WEIGHT.find((status) => statuses.includes(status)) ?? 'pass';
}

/** How many verdicts of each status. */
export function count(verdicts: readonly Verdict[]): Record<VerdictStatus, number> {
  const counts = { pass: 0, warn: 0, fail: 0, unknown: 0, error: 0 };
  for (const verdict of verdicts) counts[verdict.status] += 1;
  return counts;
}
