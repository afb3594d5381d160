import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { compareImages, mainDifference, pathsOf } from '../../src/image/compare.ts';
import { linesOfLayers } from '../../src/image/layer-lines.ts';
import { mainLine } from '../../src/plain/layer-rows.ts';
import { EXAMINED, LAB_IMAGES } from '../helpers/lab-images.ts';

const history = (...createdBy: string[]) =>
  createdBy.map((text) => ({ createdBy: text, size: 1, empty: false }));
const DOCKERFILE = parseDockerfile(
  `ARG V=24
FROM node:\${V}-alpine AS base
WORKDIR /app
FROM base AS builder
RUN npm ci
FROM base AS production
COPY --from=builder /app/dist ./dist
`,
  'Dockerfile',
);

describe('the line to blame for a layer', () => {
  it('is the instruction that made it, through the stages it is built on', () => {
    const layers = history(
      'ADD rootfs.tar.gz / # buildkit',
      'WORKDIR /app',
      'COPY /app/dist ./dist # buildkit',
    );
    expect(linesOfLayers(layers, DOCKERFILE)).toEqual([
      { line: 2, text: expect.stringContaining('-alpine AS base'), base: 'node:24-alpine' },
      { line: 3, text: 'WORKDIR /app' },
      { line: 7, text: 'COPY --from=builder /app/dist ./dist' },
    ]);
    expect(
      linesOfLayers(history('ADD x', 'WORKDIR /app', 'RUN npm ci'), DOCKERFILE, 'builder')[2]?.line,
    ).toBe(5);
  });

  it('is none for an image that this Dockerfile did not make', () => {
    expect(linesOfLayers(history('RUN apt-get install gcc', 'RUN make'), DOCKERFILE)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is FROM for all layers of an image that adds none of its own', () => {
    const bare = parseDockerfile('FROM node:24-alpine\nCMD ["node"]\n', 'Dockerfile');
    expect(linesOfLayers(history('ADD x', 'RUN y'), bare).map((one) => one?.line)).toEqual([1, 1]);
  });
});

describe('two attempts', () => {
  const side = (id: string, lines = true) => {
    const found = EXAMINED[id];
    const image = LAB_IMAGES.find(({ facts }) => facts.id === id);
    if (!found || !image) throw new Error(`no ${id}`);
    return { facts: found.facts, layers: found.layers.layers, ...(lines ? { lines: image.lines } : {}) };
  };

  it('say which line made the difference, and which files of it', () => {
    const differences = compareImages(side('sha256:before'), side('sha256:now'), 100);
    const main = mainDifference(differences);
    expect(main).toMatchObject({
      type: 'changed',
      madeBy: 'COPY --from=deps /app/node_modules ./node_modules',
      wasMadeBy: 'COPY --from=builder /app/node_modules ./node_modules',
      delta: -23_999_100,
    });
    expect(main && mainLine(main)).toBe(
      '−24.0 MB, line 17: COPY --from=deps /app/node_modules ./node_modules',
    );
    expect(main && pathsOf(main, differences.paths).map(({ path, delta }) => [path, delta])).toEqual([
      ['/app/node_modules/typescript/lib/tsc.js', -24_000_000],
      ['/app/node_modules/nanoid/package.json', 900],
    ]);
  });

  it('count the base image as one, and blame FROM for it', () => {
    const { layers } = compareImages(side('sha256:naive'), side('sha256:now'), 100);
    expect(layers[0]).toMatchObject({
      type: 'changed',
      madeBy: 'FROM node:24-alpine',
      wasMadeBy: 'FROM node:24',
      before: { index: 0, last: 0, size: 980_000_000, line: 1 },
      after: { index: 0, last: 1, size: 127_900_000, line: 14 },
    });
    const gone = layers.find((one) => one.type === 'gone');
    expect(gone && mainLine(gone)).toBe('−140 MB, line 8 is gone: RUN npm install');
  });

  it('compare layer by layer where no Dockerfile is at hand', () => {
    const { layers } = compareImages(side('sha256:before', false), side('sha256:now', false));
    expect(layers.map(({ type, before, after }) => [type, before?.index, after?.index])).toEqual([
      ['same', 0, 0],
      ['same', 1, 1],
      ['same', 3, 2],
      ['changed', 2, 3],
    ]);
  });

  it('are the same where nothing differs', () => {
    const same = compareImages(side('sha256:now'), side('sha256:now'));
    expect(mainDifference(same)).toBeUndefined();
  });
});
