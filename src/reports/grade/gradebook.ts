import { stringify } from 'csv-stringify/sync';
import type { Course } from '../../course/types.ts';
import type { CsvFormat } from './formats.ts';
import type { Rules } from './rules.ts';
import type { Graded } from './types.ts';

/**
 * A CSV (RFC 4180) for a spreadsheet or a gradebook. A cell that a spreadsheet would run as a formula is written with
 * a quote in front. Gradebooks get the learners that count; `plain` gets every file.
 *
 * Sources: Canvas, "How do I import grades in the Gradebook?" and its lib/gradebook_importer.rb (columns Student, ID, SIS User
 * ID, SIS Login ID, Section, then assignments; a row "Points Possible"); Moodle, "Grade import" and its
 * grade/import/csv/classes/load_data.php (any columns, mapped by their headers; "ID number" finds the user).
 */
export function gradebook(
  format: CsvFormat,
  graded: readonly Graded[],
  { course, rules }: { course: Course; rules: Rules },
): string {
  const counted = graded.filter(counts);
  const rows =
    format === 'canvas'
      ? canvas(counted, rules)
      : format === 'moodle'
        ? moodle(counted, rules)
        : plain(graded, course);
  return stringify(rows, { record_delimiter: '\r\n', escape_formulas: true });
}

type Row = (string | number)[];

function plain(graded: readonly Graded[], course: Course): Row[] {
  const labs = course.labs.map((lab) => lab.id);
  return [
    [
      'Name',
      'ID',
      'Score',
      'Max score',
      'Percent',
      ...labs,
      'Integrity',
      'Rebuilt',
      'Counts',
      'Solutions seen',
      'Remarks',
      'File',
    ],
    ...graded.map(
      (one): Row => [
        one.learner.name,
        one.learner.id,
        one.score,
        one.maxScore,
        percent(one),
        ...labs.map((id) => one.labs.find((lab) => lab.id === id)?.score ?? ''),
        one.integrity,
        one.rebuilt?.status ?? '',
        counts(one) ? 'yes' : 'no',
        one.labs
          .filter((lab) => lab.steps.some((step) => step.solutionSeen))
          .map((lab) => lab.id)
          .join(' '),
        [one.reason, ...one.flags].filter(Boolean).join('; '),
        one.file,
      ],
    ),
  ];
}

/** Is this the file that its learner is graded by? */
const counts = ({ integrity, superseded }: Graded): boolean => integrity !== 'unreadable' && !superseded;

/** Canvas takes any row for the one of the points whose first cell says so. */
const canvasName = (name: string): string => name.replaceAll('Points Possible', 'Points possible');

function canvas(counted: readonly Graded[], { title }: Rules): Row[] {
  return [
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', title],
    // Canvas knows this row by its first cell, which it writes with four spaces itself.
    ['    Points Possible', '', '', '', '', counted[0]?.maxScore ?? 0],
    ...counted.map((one): Row => [canvasName(one.learner.name), '', one.learner.id, '', '', one.score]),
  ];
}

function moodle(counted: readonly Graded[], { title }: Rules): Row[] {
  return [
    ['ID number', 'Full name', title, `${title} feedback`],
    ...counted
      .filter((one) => moodleFinds(one))
      .map((one): Row => [one.learner.id, one.learner.name, one.score, feedback(one)]),
  ];
}

/** Moodle gives the grade of a row whose id is empty (to PHP "0" is, too) to the learner of the row before. */
const moodleFinds = ({ learner }: Graded): boolean => learner.id !== '' && learner.id !== '0';

/** The most that Moodle takes, unless its `unlimitedgrades` is set. */
const MOODLE_MOST = 100;

/** What an instructor should know of a gradebook before importing it, a sentence each. */
export function gradebookRemarks(format: CsvFormat, graded: readonly Graded[]): string[] {
  const counted = graded.filter(counts);
  if (format !== 'moodle') return [];
  const lost = counted.filter((one) => !moodleFinds(one));
  const most = Math.max(0, ...counted.map(({ score }) => score));
  return [
    ...lost.map(
      (one) => `${one.file}: not in the gradebook, as it gives no id by which Moodle could find the learner.`,
    ),
    ...(most > MOODLE_MOST
      ? [
          `Moodle refuses grades over ${MOODLE_MOST} unless unlimitedgrades is set: --rules can give fewer points.`,
        ]
      : []),
  ];
}

function feedback(one: Graded): string {
  const labs = one.labs.filter((lab) => lab.maxScore > 0);
  return labs.map((lab) => `${lab.id} ${lab.held}/${lab.steps.length}`).join(', ');
}

/** Whole percent of what can be reached. */
export function percent({ score, maxScore }: Pick<Graded, 'score' | 'maxScore'>): number {
  return maxScore === 0 ? 0 : Math.round((score / maxScore) * 100);
}
