import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeLab } from '../../src/checks/round.ts';
import type { Course } from '../../src/course/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { layOutSolution } from './lay-out.ts';
import { type Figures, line, measure } from './measure.ts';

/** What is made ten times as large: so many of them, and ten times as many. */
const SMALL = 30;
const TIMES = 10;

/**
 * A round in the practice engine on a Dockerfile of ten times the lines, and on a context of ten times the files, each
 * beside the smaller one: 10 x is as it must be, more is too much.
 */
export async function growth(course: Course, engine: Engine, dir: string): Promise<void> {
  const [lab] = course.labs;
  if (!lab) return;
  const [dockerfile = 'Dockerfile'] = lab.manifest.edits;
  const lines = (count: number) =>
    Array.from({ length: count }, (_, index) => `RUN echo ${index} > /tmp/${index}`).join('\n');
  const kinds: [what: string, fill: (labDir: string, count: number) => void][] = [
    [
      'instructions',
      (labDir, count) =>
        writeFileSync(
          join(labDir, dockerfile),
          `FROM node:24-alpine AS builder\n${lines(count)}\nFROM node:24-alpine AS production\n${lines(count)}\n`,
        ),
    ],
    [
      'files in the context',
      (labDir, count) => {
        mkdirSync(join(labDir, 'more'));
        for (let index = 0; index < TIMES * count; index += 1)
          writeFileSync(join(labDir, 'more', `${index}.ts`), `export const at = ${index};\n`);
      },
    ],
  ];
  for (const [what, fill] of kinds) {
    const figures: Figures[] = [];
    for (const count of [SMALL, TIMES * SMALL]) {
      const labDir = join(dir, `growth ${what} ${count}`, lab.folder);
      layOutSolution(lab, labDir);
      fill(labDir, count);
      figures.push(await measure(() => judgeLab({ lab, labDir, engine }), 10, 3));
    }
    const [small, large] = figures;
    if (small && large)
      console.log(line(`practice: a round, 10 x the ${what}`, large, { name: 'a tenth', figures: small }));
  }
}
