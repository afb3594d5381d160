import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeLab } from '../../src/checks/round.ts';
import type { Course } from '../../src/course/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { layOutSolution } from './lay-out.ts';
import { type Figures, line, measure } from './measure.ts';

/** Of the smaller one; the larger one has ten times as many. */
const INSTRUCTIONS_A_STAGE = 30;
const FILES = 300;

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
  const kinds: [what: string, fill: (labDir: string, times: number) => void][] = [
    [
      'instructions',
      (labDir, times) => {
        const stage = lines(times * INSTRUCTIONS_A_STAGE);
        writeFileSync(
          join(labDir, dockerfile),
          `FROM node:24-alpine AS builder\n${stage}\nFROM node:24-alpine AS production\n${stage}\n`,
        );
      },
    ],
    [
      'files in the context',
      (labDir, times) => {
        mkdirSync(join(labDir, 'more'));
        for (let index = 0; index < times * FILES; index += 1)
          writeFileSync(join(labDir, 'more', `${index}.ts`), `export const at = ${index};\n`);
      },
    ],
  ];
  for (const [what, fill] of kinds) {
    const figures: Figures[] = [];
    for (const times of [1, 10]) {
      const labDir = join(dir, `growth ${what} ${times}`, lab.folder);
      layOutSolution(lab, labDir);
      fill(labDir, times);
      figures.push(await measure(() => judgeLab({ lab, labDir, engine }), 10, 3));
    }
    const [small, large] = figures;
    if (small && large)
      console.log(line(`practice: a round, 10 x the ${what}`, large, { name: 'a tenth', figures: small }));
  }
}
