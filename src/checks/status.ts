import type { VerdictStatus } from './types.ts';

/** Worst first: a learner's own failure comes before what a tool could not do. */
const BY_WEIGHT: VerdictStatus[] = ['fail', 'error', 'unknown', 'warn', 'pass'];

/** The worst of the given statuses; `pass` for none. */
export function worst(statuses: VerdictStatus[]): VerdictStatus {
  return BY_WEIGHT.find((status) => statuses.includes(status)) ?? 'pass';
}
