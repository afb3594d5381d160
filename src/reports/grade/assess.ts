import type { Course, Lab } from '../../course/types.ts';
import { plural } from '../../text/counted.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import type { ReadExport } from '../export/read.ts';
import { chainProblems, type ReplayedStep, replay } from '../export/replay.ts';
import type { ExportDocument, ExportLab } from '../export/schema.ts';
import { EvidenceBook } from './evidence.ts';
import { labPoints, punctuality, type Rules } from './rules.ts';
import type { Graded, GradedLab, GradedStep } from './types.ts';

/**
 * Grades one submission: works every step out again from the attempts and their evidence, and gives points by the
 * rules. What the file itself says of its steps is compared and counts for nothing.
 *
 * @param file its name, for people
 * @param keepFiles keep the text of the learner's own files in the result
 */
export function assess(
  file: string,
  read: ReadExport,
  { course, rules, keepFiles = false }: { course: Course; rules: Rules; keepFiles?: boolean },
): Graded {
  const none: Graded = {
    file: sanitiseLine(file),
    learner: { name: '', id: '' },
    integrity: read.integrity,
    reason: '',
    altered: [],
    key: '',
    exportedAt: '',
    attempts: 0,
    score: 0,
    maxScore: round(course.labs.reduce((sum, lab) => sum + labPoints(rules, course, lab.id), 0)),
    labs: [],
    rebuilt: null,
    flags: [],
    superseded: false,
  };
  if (read.integrity === 'unreadable') return { ...none, reason: read.reason };
  const { document } = read;
  const evidence = new EvidenceBook(document);
  const standing = replay(document.chain, course);
  const flags: string[] = [];
  const labs = course.labs.flatMap((lab): GradedLab[] => {
    const exported = document.labs.find(({ id }) => id === lab.id);
    return exported
      ? [assessLab(lab, exported, standing.get(lab.id), evidence, { course, rules, keepFiles, flags })]
      : [];
  });
  return {
    ...none,
    learner: { name: sanitiseLine(document.learner.name), id: sanitiseLine(document.learner.id) },
    altered: read.altered,
    key: read.key ?? '',
    exportedAt: document.exportedAt,
    attempts: document.chain.length,
    score: round(labs.reduce((sum, lab) => sum + lab.score, 0)),
    labs,
    flags: [
      ...remarks(read, document, course),
      ...inShort(chainProblems(document.chain, read.attempts)),
      ...inShort(evidence.problems),
      ...inShort(flags),
      ...lateness(labs),
    ],
  };
}

/** What is said many times over is one line: the first, and how many more. */
function inShort(problems: readonly string[]): string[] {
  const [first, ...more] = problems.map((text) => sanitiseLine(text));
  if (first === undefined) return [];
  return [more.length === 0 ? first : `${first} (and ${more.length} more like it)`];
}

function lateness(labs: readonly GradedLab[]): string[] {
  const late = labs.flatMap((lab) => lab.steps.filter((step) => step.late)).length;
  return late === 0 ? [] : [`${plural(late, 'step')} held first after the deadline`];
}

interface Means {
  course: Course;
  rules: Rules;
  keepFiles: boolean;
  flags: string[];
}

function assessLab(
  lab: Lab,
  exported: ExportLab,
  standing: ReadonlyMap<string, ReplayedStep> | undefined,
  evidence: EvidenceBook,
  { course, rules, keepFiles, flags }: Means,
): GradedLab {
  const maxScore = labPoints(rules, course, lab.id);
  const maxPoints = maxScore / lab.steps.length;
  const steps = lab.steps.map((step): GradedStep => {
    const said = exported.steps.find(({ id }) => id === step.id);
    const now = standing?.get(step.id);
    const checks = now && evidence.of(lab.id, step.id, now.attempt);
    const status = now && checks ? now.status : 'open';
    if (said && said.status !== status) {
      flags.push(`${lab.id}/${step.id}: the file says ${said.status}, its evidence ${status}`);
    }
    const passedAt = status === 'pass' ? now?.passedAt : undefined;
    const { factor, late } = punctuality(rules, passedAt ?? '');
    const share = status === 'pass' ? factor : status === 'practised' ? rules.practised / 100 : 0;
    return {
      id: step.id,
      title: step.title,
      status,
      points: maxPoints * share,
      maxPoints,
      tries: Math.max(said?.tries ?? 0, now?.tries ?? 0),
      hintsSeen: said?.hintsSeen ?? 0,
      solutionSeen: said?.solutionSeen ?? false,
      seconds: said?.seconds ?? 0,
      ...(passedAt === undefined ? {} : { passedAt }),
      late: status === 'pass' && late,
      open: (checks ?? [])
        .filter((check) => check.status !== 'pass')
        .map(({ id, actual }) => sanitiseLine(`${id}: ${actual}`)),
    };
  });
  return {
    id: lab.id,
    title: lab.manifest.title,
    score: round(steps.reduce((sum, step) => sum + step.points, 0)),
    maxScore: round(maxScore),
    held: steps.filter((step) => step.status === 'pass').length,
    steps,
    sizes: exported.sizes.map(({ image, latest }) => ({ image: sanitiseLine(image), latest })),
    files: keepFiles ? exported.files.flatMap(ownText) : [],
  };
}

/** Characters of a file that a report shows at most. */
const SHOWN = 20_000;

function ownText({ path, text }: ExportLab['files'][number]): GradedLab['files'] {
  if (text === undefined) return [];
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}\n… (${text.length} characters in all)` : text;
  return [{ path: sanitiseLine(path), text: sanitise(cut) }];
}

function remarks(
  read: Exclude<ReadExport, { integrity: 'unreadable' }>,
  document: ExportDocument,
  course: Course,
): string[] {
  const { id, version } = course.manifest;
  const other = document.course.id !== id || document.course.version !== version;
  return [
    ...(read.integrity === 'altered' ? [`altered: ${read.altered.slice(0, 5).join(', ')}`] : []),
    ...(read.integrity === 'unsigned' ? ['unsigned'] : []),
    ...(read.reformatted ? ['written anew by another program; its content is intact'] : []),
    ...(other ? [sanitiseLine(`of another course: ${document.course.id} ${document.course.version}`)] : []),
  ];
}

/** Points to two decimals, as gradebooks keep them. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
