import { describe, expect, it } from 'vitest';
import { judgeOne } from '../../src/checks/judge.ts';
import { resolveCheck } from '../../src/checks/specs.ts';
import type { RebuildReport, Round, SubjectFacts } from '../../src/checks/types.ts';
import { watchedParts } from '../../src/checks/watched-parts.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

const TEXT = `FROM node:24-alpine AS deps
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm \\
    npm  ci --omit=dev
RUN echo after

FROM node:24-alpine AS builder
COPY package.json ./
RUN <<EOF
npm ci
EOF
COPY src ./src
RUN npm run build

FROM node:24-alpine AS unused
RUN npm ci

FROM node:24-alpine
COPY --from=deps /node_modules ./
COPY --from=builder /dist ./
CMD ["npm", "ci"]
`;
const dockerfile = parseDockerfile(TEXT, 'Dockerfile');
const parts = (target?: string, watch = ['npm ci']) =>
  watchedParts(dockerfile, target, watch).map(({ upTo, lines }) => ({ upTo, lines: [...lines] }));

describe('the parts of a Dockerfile that show the watched steps', () => {
  it('end behind the last watched RUN of each stage that is needed', () => {
    expect(parts()).toEqual([
      { upTo: 4, lines: [3] },
      { upTo: 11, lines: [9] },
    ]);
  });

  it('are those of the target', () => {
    expect(parts('deps')).toEqual([{ upTo: 4, lines: [3] }]);
    expect(parts('unused')).toEqual([{ upTo: 16, lines: [16] }]);
  });

  it('hold several steps of one stage at once', () => {
    expect(parts('builder', ['npm ci', 'npm run'])).toEqual([{ upTo: 13, lines: [9, 13] }]);
  });

  it('are none where nothing runs it, or the target is no stage', () => {
    expect(parts(undefined, ['pip install'])).toEqual([]);
    expect(parts('no-such-stage')).toEqual([]);
  });
});

describe('build.cached', () => {
  const judge = (steps: RebuildReport['steps']) => {
    const facts = {
      subject: { name: 'image', tag: 'app:image', dockerfile: 'Dockerfile' },
      dockerfile: async () => dockerfile,
      rebuild: async (touched: string) => ({ touched, steps }),
    } as unknown as SubjectFacts;
    const check = resolveCheck({ id: 'build.cached', args: { touch: 'src/links.ts', steps: ['npm ci'] } });
    return judgeOne(check, facts, {} as Round, true);
  };
  const deps = { stage: 'deps', instruction: 'RUN npm ci --omit=dev', watched: true, cached: true, line: 3 };

  it('passes when all of them come from the cache', async () => {
    expect(await judge([deps])).toMatchObject({
      status: 'pass',
      confidence: 'measured',
      actual: 'deps: RUN npm ci --omit=dev',
      seeIt: 'echo >> src/links.ts && docker build -t app:image .',
    });
  });

  it('fails when one of them runs again, and blames its line', async () => {
    const again = { ...deps, stage: 'builder', instruction: 'RUN npm ci', cached: false, line: 9 };
    expect(await judge([deps, again])).toMatchObject({
      status: 'fail',
      actual: 'builder runs RUN npm ci again',
      evidence: [{ file: 'Dockerfile', line: 9 }],
    });
  });

  it('names the COPY above that saw the change, too', async () => {
    const copy = { stage: 'deps', instruction: 'COPY . .', watched: false, cached: false, line: 2 };
    const verdict = await judge([copy, { ...deps, cached: false }]);
    expect(verdict.actual).toBe('deps runs RUN npm ci --omit=dev again');
    expect(verdict.evidence.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('fails when nothing runs it', async () => {
    expect(await judge([])).toMatchObject({ status: 'fail', actual: 'no step runs npm ci' });
  });
});
