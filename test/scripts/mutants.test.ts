import { describe, expect, it } from 'vitest';
import { byEffort, mutatedFile } from '../../scripts/mutants/judge.ts';
import { mutantsOf } from '../../scripts/mutants/mutate.ts';
import { idleReasons, reasonFor } from '../../scripts/mutants/reasons.ts';
import { loadCourse } from '../../src/course/load.ts';

const TEXT = `FROM node:24-alpine AS builder
WORKDIR /app
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm \\
    npm ci --omit=dev
FROM node:24-alpine
ENV A=1
COPY --from=builder /app ./
USER node
EXPOSE 3000
CMD ["node", "x.js"]
`;
const mutants = mutantsOf(TEXT);
const textOf = (id: string) => mutants.find((one) => one.id === id)?.text;

describe('the faults that are put in', () => {
  it('are each another text, under a name of its own', () => {
    expect(new Set(mutants.map(({ text }) => text)).size).toBe(mutants.length);
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(mutants.every(({ text }) => text !== TEXT)).toBe(true);
  });

  it('take away, loosen, undo and add', () => {
    expect(textOf('drop USER @9')).not.toContain('USER');
    expect(textOf('root USER 0 @9')).toContain('\nUSER 0\n');
    expect(textOf('unpin latest @1')).toContain('FROM node:latest AS builder');
    expect(textOf('unflag --mount @4')).toContain('RUN npm ci --omit=dev\n');
    expect(textOf('unoption --omit=dev @4')).toContain('    npm ci \n');
    expect(textOf('everything all of it @3')).toContain('\nCOPY . .\n');
    expect(textOf('everything all of it @8')).toContain('COPY --from=builder / /');
    expect(textOf('shell form @11')).toMatch(/\nCMD node x\.js$/);
    expect(textOf('secret ENV @6')).toContain('ENV API_TOKEN=');
    expect(textOf('bigbase full @6')).toContain('\nFROM node:24\n');
  });

  it('exchange neighbours only where the order may matter', () => {
    const swaps = mutants.filter(({ id }) => id.startsWith('swap')).map(({ id }) => id);
    expect(swaps).toEqual(['swap WORKDIR and COPY @2', 'swap COPY and RUN @3']);
    expect(textOf('swap COPY and RUN @3')).toContain('npm ci --omit=dev\nCOPY package.json ./\nFROM');
  });
});

describe('reasons', () => {
  it('are found by lab and pattern', () => {
    expect(reasonFor('secure', 'drop EXPOSE @45')).toContain('documents');
    expect(reasonFor('go', 'unoption CGO_ENABLED=0 @12')).toContain('compiler');
    expect(reasonFor('go', 'drop USER @23')).toBeUndefined();
    expect(reasonFor('python', 'unoption CGO_ENABLED=0 @12')).toBeUndefined();
  });

  it('without a mutant are named', () => {
    const idle = idleReasons([{ lab: 'go', id: 'drop EXPOSE @25' }]);
    expect(idle).not.toContain('*: drop EXPOSE @*');
    expect(idle).toContain('go: unoption CGO_ENABLED=0 @*');
  });
});

describe('judging a mutant', async () => {
  const { labs } = await loadCourse();
  const lab = (id: string) => labs.find((one) => one.id === id) as (typeof labs)[number];
  const checksOf = ({ steps }: (typeof labs)[number]) =>
    steps.flatMap((step) => step.checks.map((check) => `${step.id} ${check.id} ${JSON.stringify(check)}`));

  it('is about a Dockerfile, also where a script is edited first', () => {
    expect(mutatedFile(lab('basic'))).toBe('Dockerfile.basic');
    expect(mutatedFile(lab('pipeline'))).toBe('Dockerfile');
  });

  it('asks each check of the lab once, those of the Dockerfile first and those of runs last', () => {
    for (const one of labs)
      expect(byEffort(one).flatMap(checksOf).sort(), one.id).toEqual(checksOf(one).sort());
    const [first, second, last] = byEffort(lab('optimize')).map((part) => checksOf(part).join('\n'));
    expect(first).toContain('mount.cache');
    expect(second).toContain('labels.oci');
    expect(last).toContain('build.cached');
    const pushed = byEffort(lab('pipeline')).map((part) => /"image":"pushed"/.test(checksOf(part).join()));
    expect(pushed).toEqual([false, false, true]);
  });
});
