import { percent } from '../reports/grade/gradebook.ts';
import { classStatistics, stuckAt } from '../reports/grade/statistics.ts';
import type { Graded, LookAlike } from '../reports/grade/types.ts';
import { listed, plural } from '../text/counted.ts';
import { padEnd, padStart } from '../text/width.ts';
import { type Pen, paint } from './paint.ts';

/** A class as a table: a line for each file, then where it is stuck, and what looks alike. */
export function gradeView(
  { graded, alike, others }: { graded: readonly Graded[]; alike: readonly LookAlike[]; others: number },
  pen: Pen,
): string[] {
  const labs = [...new Set(graded.flatMap((one) => one.labs.map((lab) => lab.id)))];
  const rebuilt = graded.some((one) => one.rebuilt);
  const readable = graded.filter((one) => one.integrity !== 'unreadable');
  const name = Math.min(28, Math.max(8, ...readable.map((one) => nameOf(one).length)));
  const column = labs.map((id) => Math.max(id.length, 5));
  const head = [
    padEnd('learner', name),
    ...labs.map((id, index) => padStart(id, column[index] ?? 5)),
    padStart('score', 6),
    ...(rebuilt ? ['rebuilt'] : []),
  ].join('  ');
  const rows = readable.map((one) =>
    [
      padEnd(nameOf(one), name, pen.ascii),
      ...labs.map((id, index) => padStart(heldOf(one, id), column[index] ?? 5)),
      padStart(one.superseded ? '-' : `${percent(one)} %`, 6),
      ...(rebuilt ? [rebuiltOf(one, pen)] : []),
    ].join('  '),
  );
  const stuck = stuckAt(classStatistics(graded));
  return [
    `${counts(graded)}${others > 0 ? `; ${plural(others, 'other file')} left alone` : ''}`,
    ...(readable.length > 0 ? ['', paint(pen, 'dim', head), ...rows] : []),
    '',
    ...graded.flatMap((one) =>
      [one.reason, ...one.flags].filter(Boolean).map((text) => `${paint(pen, 'bold', one.file)}: ${text}`),
    ),
    ...alike.map(({ files, reasons }) => `${listed(files)} look alike: ${reasons.join(', ')}`),
    ...(stuck ? [`The class is stuck at ${stuck.lab}/${stuck.step} (median ${stuck.tries} tries).`] : []),
  ];
}

/** `31 exports: 29 intact, 1 altered, 1 unreadable`. */
function counts(graded: readonly Graded[]): string {
  const of = (integrity: Graded['integrity']) => graded.filter((one) => one.integrity === integrity).length;
  const kinds = (['intact', 'altered', 'unsigned', 'unreadable'] as const).flatMap((kind) =>
    of(kind) > 0 ? [`${of(kind)} ${kind}`] : [],
  );
  return `${plural(graded.length, 'export')}: ${kinds.join(', ') || 'none'}`;
}

const nameOf = ({ learner }: Graded) =>
  learner.id === '' ? learner.name : `${learner.name} (${learner.id})`;

function heldOf(one: Graded, id: string): string {
  const lab = one.labs.find((known) => known.id === id);
  return lab ? `${lab.held}/${lab.steps.length}` : '';
}

function rebuiltOf({ rebuilt }: Graded, pen: Pen): string {
  if (!rebuilt) return '';
  const [first] = rebuilt.differences;
  if (rebuilt.status !== 'differs' || !first) return rebuilt.status;
  const more = rebuilt.differences.length > 1 ? ` and ${rebuilt.differences.length - 1} more` : '';
  return paint(pen, 'yellow', `differs: ${first.lab}/${first.check}${more}`);
}
