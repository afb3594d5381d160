import type { Course, Lab } from '../course/types.ts';
import { stepRecord } from '../progress/record.ts';
import { checklist, labStatus, resumePoint } from '../progress/summary.ts';
import type { Progress } from '../progress/types.ts';
import { formatBytes } from '../text/units.ts';
import { finishView } from './finish.ts';
import { glyph, type Pen, paint } from './paint.ts';

/** Labs, steps, status and the completion checklist, as lines. */
export function listView(course: Course, progress: Progress, pen: Pen): string[] {
  const point = resumePoint(course, progress);
  return [
    paint(pen, 'bold', course.manifest.title),
    '',
    ...course.labs.flatMap((lab) => labLines(lab, progress, pen)),
    paint(pen, 'bold', 'Checklist'),
    ...checklist(course, progress).map((item) => `  ${glyph(pen, item.status)} ${item.title}`),
    '',
    `Go on at ${point.lab}/${point.step}.`,
    ...finishView(course, progress, pen),
  ];
}

function labLines(lab: Lab, progress: Progress, pen: Pen): string[] {
  const records = lab.steps.map((step) => stepRecord(progress, lab.id, step.id));
  const done = records.filter((record) => record.status === 'pass').length;
  const practised = records.filter((record) => record.status === 'practised').length;
  const count = `${done}/${records.length}${practised > 0 ? ` (${practised} practised)` : ''}`;
  return [
    `${glyph(pen, labStatus(lab, progress))} ${lab.number} ${paint(pen, 'bold', lab.manifest.title)}  ${paint(pen, 'dim', lab.id)}  ${count}${sizes(lab, progress)}`,
    ...lab.steps.map((step, index) => {
      const record = records[index];
      const tries = record && record.tries > 0 ? paint(pen, 'dim', `  ${record.tries} tries`) : '';
      return `    ${glyph(pen, record?.status ?? 'open')} ${step.id.padEnd(22)} ${step.title}${tries}`;
    }),
    '',
  ];
}

/** `1.12 GB -> 148 MB`: the lab's baseline against the image that counts, as last measured. */
function sizes(lab: Lab, progress: Progress): string {
  const known = progress.sizes[lab.id];
  const [first] = Object.keys(lab.manifest.images);
  const baseline = Object.entries(lab.manifest.images).find(([, image]) => image.from === 'starter')?.[0];
  const now = first ? known?.[first]?.latest : undefined;
  const before = baseline ? known?.[baseline]?.latest : undefined;
  return now && before ? `  ${formatBytes(before)} -> ${formatBytes(now)}` : '';
}
