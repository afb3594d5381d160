import { expect, it } from 'vitest';
import { loadCourse } from '../../src/course/load.ts';
import { renderMarkdown } from '../../src/text/markdown.ts';
import { textWidth } from '../../src/ui/pane.tsx';
import { LESSON } from '../../src/ui/views/step.tsx';

const { labs } = await loadCourse();
const steps = labs.flatMap((lab) => lab.steps.map((step) => [`${lab.id}/${step.id}`, step.lesson] as const));

const cutOff = (lesson: string, width: number) =>
  renderMarkdown(lesson, width, { color: false, ascii: false }).filter((line) => /^ .*…$/.test(line));

it.each(steps)('%s: no drawing is cut off, neither beside the checks nor in 80 columns', (_, lesson) => {
  const whole = cutOff(lesson, 200);
  expect(cutOff(lesson, textWidth(LESSON - 1))).toEqual(whole);
  expect(cutOff(lesson, textWidth(79))).toEqual(whole);
});
