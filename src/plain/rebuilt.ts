import type { Rebuilt } from '../reports/rebuild/types.ts';
import { formatDuration } from '../text/units.ts';

/** How a submission compares with what was built of it, in a line: `differs: basic/user.nonroot and 2 more`. */
export function rebuiltLine(rebuilt: Rebuilt, known: boolean): string {
  const { status, reason, counts, ms } = rebuilt;
  const [first] = rebuilt.differences;
  const more = rebuilt.differences.length > 1 ? ` and ${rebuilt.differences.length - 1} more` : '';
  const parts = [
    ...(counts.agrees > 0 ? [`${counts.agrees} checks agree`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} could not be judged`] : []),
    ...(counts.notRun > 0 ? [`${counts.notRun} not run`] : []),
    known ? 'known from before' : formatDuration(ms),
  ];
  const what =
    status === 'differs' && first
      ? `differs: ${first.lab}/${first.check}${more}`
      : status === 'unknown'
        ? `unknown: ${reason}`
        : 'agrees';
  return `${what} (${parts.join(', ')})`;
}
