import type { Course, Lab } from '../course/types.ts';
import { stepRecord } from './record.ts';
import type { Progress, RecordedStatus } from './types.ts';

export interface ChecklistItem {
  id: string;
  title: string;
  status: RecordedStatus;
  /** `lab/step` each. */
  steps: string[];
}

/** The weakest of several records: `fail` < `open` < `practised` < `pass`; `open` for none. */
function weakest(statuses: RecordedStatus[]): RecordedStatus {
  const order: RecordedStatus[] = ['fail', 'open', 'practised', 'pass'];
  return order.find((status) => statuses.includes(status)) ?? 'open';
}

/** The completion checklist: an item is what the weakest of its steps is. */
export function checklist(course: Course, progress: Progress): ChecklistItem[] {
  return course.manifest.checklist.map((item) => ({
    ...item,
    status: weakest(
      item.steps.map((name) => {
        const [lab = '', step = ''] = name.split('/');
        return stepRecord(progress, lab, step).status;
      }),
    ),
  }));
}

/** A lab as recorded: `pass` when all its steps are, `open` before anything was judged. */
export function labStatus(lab: Lab, progress: Progress): RecordedStatus {
  return weakest(lab.steps.map((step) => stepRecord(progress, lab.id, step.id).status));
}

/** How many steps of a lab hold, measured or practised. */
export function heldSteps(lab: Lab, progress: Progress): number {
  const of = (id: string) => stepRecord(progress, lab.id, id).status;
  return lab.steps.filter(({ id }) => of(id) === 'pass' || of(id) === 'practised').length;
}

/**
 * What a lab did to its image, as last measured: its baseline against its first image.
 *
 * @returns bytes; undefined before both were measured
 */
export function labSizes(lab: Lab, progress: Progress): { before: number; now: number } | undefined {
  const known = progress.sizes[lab.id] ?? {};
  const images = Object.entries(lab.manifest.images);
  const baseline = images.find(([, image]) => image.from === 'starter') ?? images[1];
  const now = known[images[0]?.[0] ?? '']?.latest;
  const before = known[baseline?.[0] ?? '']?.latest;
  return now && before ? { before, now } : undefined;
}

/** Does every step of every lab hold, measured on a real engine? */
export function courseDone(course: Course, progress: Progress): boolean {
  return course.labs.every((lab) => labStatus(lab, progress) === 'pass');
}

/** Does every step of every lab hold, some of them only as the practice engine predicts? */
export function coursePractised(course: Course, progress: Progress): boolean {
  return course.labs.every((lab) => ['pass', 'practised'].includes(labStatus(lab, progress)));
}

/** Where to go on: where the learner stopped, else the first step that does not hold, else the first. */
export function resumePoint(course: Course, progress: Progress): { lab: string; step: string } {
  const known = ({ lab, step }: { lab: string; step: string }) =>
    course.labs.some((one) => one.id === lab && one.steps.some((other) => other.id === step));
  if (progress.resume && known(progress.resume)) return progress.resume;
  const all = course.labs.flatMap((lab) => lab.steps.map((step) => ({ lab: lab.id, step: step.id })));
  const open = all.find(({ lab, step }) => stepRecord(progress, lab, step).status !== 'pass');
  const point = open ?? all[0];
  if (!point) throw new Error('a course without a step'); // the schema asks for at least one
  return point;
}
