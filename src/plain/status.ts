import type { Course } from '../course/types.ts';
import { resumePoint } from '../progress/summary.ts';
import type { Progress } from '../progress/types.ts';
import { listView } from './list.ts';
import type { Pen } from './paint.ts';

interface Status {
  course: Course;
  progress: Progress;
  /** Absolute folder of the workspace. */
  dir: string;
  /** What was just laid out, relative to it. */
  created: string[];
  /** How the engine was found, or what to do without one, in sentences. */
  engine: string;
}

/** What `start` says without a terminal: where things stand, and how to go on. */
export function statusView({ course, progress, dir, created, engine }: Status, pen: Pen): string[] {
  const point = resumePoint(course, progress);
  const lab = course.labs.find((one) => one.id === point.lab);
  const step = lab?.steps.find((one) => one.id === point.step);
  return [
    ...listView(course, progress, pen),
    '',
    `Workspace: ${dir}${created.length > 0 ? ` (${created.length} files laid out)` : ''}`,
    engine,
    '',
    'There is no terminal here, so the tutorial screens stay closed. To go on:',
    `  edit   ${lab?.folder}/${lab?.manifest.edits[0]}${step ? `   ${step.goal}` : ''}`,
    `  check  docker-labs check ${point.lab}/${point.step}`,
    `  hint   docker-labs hint ${point.lab}/${point.step}`,
    '  or run docker-labs start in a terminal',
  ];
}
