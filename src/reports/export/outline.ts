import type { Course } from '../../course/types.ts';
import { plural } from '../../text/counted.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import { formatBytes, formatDuration } from '../../text/units.ts';
import type { ExportDocument, ExportLab, ExportStep } from './schema.ts';

/** An export for people, before it is Markdown or HTML: plain text, sanitised, nothing escaped yet. */
export interface Outline {
  title: string;
  facts: [string, string][];
  labs: { title: string; steps: OutlineStep[]; sizes: string[]; files: { path: string; text: string }[] }[];
}

interface OutlineStep {
  title: string;
  status: string;
  tries: string;
  time: string;
  help: string;
  /** What of its checks does not hold. */
  open: string[];
}

const STATUS = { open: 'open', fail: 'fails', practised: 'practised', pass: 'holds' } as const;

/** What an export says, in the words of the course. */
export function outline(document: ExportDocument, course: Course): Outline {
  const { learner, labs, chain } = document;
  const steps = labs.flatMap((lab) => lab.steps);
  const held = steps.filter((step) => step.status === 'pass').length;
  return {
    title: `${course.manifest.title}: ${sanitiseLine(learner.name)}`,
    facts: [
      [
        'Learner',
        [learner.name, learner.id]
          .filter(Boolean)
          .map((one) => sanitiseLine(one))
          .join(', '),
      ],
      ['Course', sanitiseLine(`${document.course.id} ${document.course.version}`)],
      ['Exported', document.exportedAt],
      ['Steps that hold', `${held} of ${steps.length}`],
      ['Attempts', String(chain.length)],
    ],
    labs: labs.map((lab) => outlineLab(lab, course)),
  };
}

function outlineLab(lab: ExportLab, course: Course): Outline['labs'][number] {
  const known = course.labs.find((one) => one.id === lab.id);
  const titles = new Map(known?.steps.map((step) => [step.id, step.title]));
  const files = lab.files.flatMap(({ path, text }) =>
    text === undefined ? [] : [{ path, text: sanitise(text) }],
  );
  return {
    title: sanitiseLine(known ? `${known.number} ${known.manifest.title}` : lab.id),
    steps: lab.steps.map((step) => ({
      title: sanitiseLine(titles.get(step.id) ?? step.id),
      status: STATUS[step.status],
      tries: String(step.tries),
      time: step.seconds > 0 ? formatDuration(step.seconds * 1000) : '',
      help: help(step),
      open: openChecks(lab, step),
    })),
    sizes: lab.sizes.map(
      ({ image, first, latest }) =>
        `${sanitiseLine(image)}: ${formatBytes(latest)}${first === latest ? '' : ` (first ${formatBytes(first)})`}`,
    ),
    files: files.map(({ path, text }) => ({ path: sanitiseLine(path), text })),
  };
}

function help({ hintsSeen, solutionSeen }: ExportStep): string {
  const hints = hintsSeen > 0 ? [plural(hintsSeen, 'hint')] : [];
  return [...hints, ...(solutionSeen ? ['solution seen'] : [])].join(', ');
}

function openChecks(lab: ExportLab, step: ExportStep): string[] {
  const judged = lab.verdicts.find(({ attempt }) => attempt === step.attempt);
  const checks = judged?.steps.find(({ id }) => id === step.id)?.checks ?? [];
  return checks
    .filter(({ status }) => status === 'fail' || status === 'warn')
    .map(({ id, actual }) => sanitiseLine(`${id}: ${actual}`));
}
