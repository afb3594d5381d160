import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeLab } from '../../src/checks/round.ts';
import { layAnswer } from '../../src/commands/author/lay-answer.ts';
import { practiceEngineFor } from '../../src/commands/practice.ts';
import { loadCourse } from '../../src/course/load.ts';

// A learner who does what each lesson of lab 1 says, and no more, passes that step and those before it.
const SMALL = 'node:24-alpine';
const OLD_BUILD = `FROM ${SMALL} AS builder\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n`;
const ORDERED = `FROM ${SMALL} AS builder\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n`;
const DEPS = `FROM ${SMALL} AS deps\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n`;
const production = (copies: string, end = 'EXPOSE 3000\nCMD npm start\n') =>
  `FROM ${SMALL} AS production\nWORKDIR /app\n${copies}${end}`;
const artefacts = (modules: string) =>
  `COPY --from=builder /app/dist ./dist\nCOPY --from=${modules} /app/node_modules ./node_modules\nCOPY --from=builder /app/package.json ./\n`;
const USER = 'RUN addgroup -S -g 1001 nodejs && \\\n    adduser -S -u 1001 -G nodejs nodejs\nUSER nodejs\n';

const WALK: [step: string, dockerfile: string][] = [
  ['two-stages', OLD_BUILD + production('COPY --from=builder /app ./\n')],
  ['cache-order', ORDERED + production('COPY --from=builder /app ./\n')],
  ['artefacts', ORDERED + production(artefacts('builder'))],
  ['production-deps', ORDERED + DEPS + production(artefacts('deps'))],
  ['non-root', ORDERED + DEPS + production(artefacts('deps') + USER)],
  [
    'run',
    ORDERED + DEPS + production(artefacts('deps') + USER, 'EXPOSE 3000\nCMD ["node", "dist/server.js"]\n'),
  ],
];

describe('lab 1, lesson by lesson', async () => {
  const course = await loadCourse();
  const lab = course.labs.find((one) => one.id === 'basic');
  if (!lab) throw new Error('no lab basic');
  const order = lab.steps.map((step) => step.id);

  it.each(WALK)('%s', async (step, dockerfile) => {
    const { labDir, remove } = await layAnswer(course, lab, 'starter');
    try {
      await writeFile(join(labDir, 'Dockerfile.basic'), dockerfile);
      const report = await judgeLab({ lab, labDir, engine: practiceEngineFor(course) });
      const failing = report.steps
        .filter((one) => order.indexOf(one.id) <= order.indexOf(step))
        .flatMap((one) => one.checks)
        .filter((verdict) => !['pass', 'unknown'].includes(verdict.status));
      expect(failing).toEqual([]);
      // and the next lesson has something left to do
      const next = report.steps[order.indexOf(step) + 1];
      if (step !== 'run') expect(next?.status).toBe('fail');
    } finally {
      await remove();
    }
  });
});
