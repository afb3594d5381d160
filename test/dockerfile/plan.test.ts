import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { buildPlan } from '../../src/dockerfile/plan.ts';
import { resolveStages } from '../../src/dockerfile/resolve.ts';

const plan = (text: string, target?: string) =>
  buildPlan(resolveStages(parseDockerfile(text, 'Dockerfile'), target ? { target } : {}))?.stages.map(
    ({ name, steps }) => ({
      name,
      steps: steps.map(
        ({ line, text: said, takes }) => `${line} ${said}${takes.length ? ` < ${takes}` : ''}`,
      ),
    }),
  );

const FILE = `ARG V=24
FROM node:\${V}-alpine AS base
WORKDIR /app
FROM base AS deps
RUN npm ci
FROM base AS unused
RUN true
FROM golang:1.26
RUN go build
FROM base AS production
COPY --from=deps /app/node_modules .
COPY --from=3 /main /main
RUN --mount=type=bind,from=deps,target=/deps ls
ENV A=b`;

describe('the plan of a build', () => {
  it('has the stages that the target needs, their steps, and what each takes from which stage', () => {
    expect(plan(FILE)).toEqual([
      { name: 'base', steps: ['2 FROM node:24-alpine', '3 WORKDIR /app'] },
      { name: 'deps', steps: ['4 FROM base < base', '5 RUN npm ci'] },
      { name: '3', steps: ['8 FROM golang:1.26', '9 RUN go build'] },
      {
        name: 'production',
        steps: [
          '10 FROM base < base',
          '11 COPY --from=deps /app/node_modules . < deps',
          '12 COPY --from=3 /main /main < 3',
          '13 RUN --mount=type=bind,from=deps,target=/deps ls < deps',
        ],
      },
    ]);
    expect(plan(FILE, 'deps')?.map(({ name }) => name)).toEqual(['base', 'deps']);
  });

  it('has nothing where the target is no stage, and passes no escape sequence of the file on', () => {
    expect(plan(FILE, 'elsewhere')).toBeUndefined();
    expect(plan('FROM scratch\nCOPY a\u001b[2J /a')?.[0]?.steps[1]).not.toContain('\u001b');
  });
});
