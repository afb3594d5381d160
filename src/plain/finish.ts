import type { Course } from '../course/types.ts';
import { courseDone } from '../progress/summary.ts';
import type { Progress } from '../progress/types.ts';
import { wrap } from '../text/width.ts';
import { words } from '../text/words.ts';
import { type Pen, paint } from './paint.ts';

/** The end, for people: where to look things up and what to learn next; nothing before every lab is done. */
export function finishView(course: Course, progress: Progress, pen: Pen): string[] {
  if (!courseDone(course, progress)) return [];
  const { resources, next } = course.manifest;
  const indented = (text: string) => wrap(text, pen.width - 2).map((line) => `  ${line}`);
  return [
    '',
    paint(pen, 'bold', words.finish.title),
    ...indented(words.finish.lead),
    '',
    words.finish.next,
    ...next.flatMap(({ title, about, url }) => [
      ...indented(`${title}: ${about}`),
      ...(url ? [`  ${url}`] : []),
    ]),
    '',
    words.finish.resources,
    ...resources.map(({ title, url }) => `  ${title}  ${url}`),
  ];
}
