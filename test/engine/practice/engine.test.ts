import { describe, expect, it } from 'vitest';
import { createPracticeEngine } from '../../../src/engine/practice/engine.ts';
import { NotJudgeable } from '../../../src/errors.ts';
import { CASES } from './corpus.ts';
import { predict, predictFailure } from './predict.ts';

const LAB = [
  'FROM node:24-alpine AS builder',
  'WORKDIR /app',
  'COPY package.json ./',
  'RUN echo install',
  'COPY . .',
  'RUN echo build',
  'FROM node:24-alpine',
  'COPY --from=builder /app/a.txt /a.txt',
].join('\n');
const statuses = (steps: { instruction?: string; status: string; internal: boolean }[]) =>
  steps.filter((step) => !step.internal).map((step) => `${step.status} ${step.instruction}`);

describe('what it is', () => {
  it('refuses what needs an engine', async () => {
    const engine = createPracticeEngine();
    expect(engine.real).toBe(false);
    await expect(engine.save('x')).rejects.toThrow(NotJudgeable);
    await expect(engine.start({ image: 'x' })).rejects.toThrow('needs an engine');
    await expect(engine.files('x', () => 0)).rejects.toThrow(NotJudgeable);
    expect(await engine.image('x')).toBeUndefined();
    expect(await engine.ours()).toEqual([]);
    expect((await engine.info()).version).toMatch(/^base images of \d{4}-\d\d-\d\d$/);
    for await (const _ of engine.events(new AbortController().signal)) throw new Error('an event');
  });

  it('gives an image no id, and labels it as an engine would', async () => {
    const { image } = await predict('FROM scratch\nCOPY a.txt /\n', {}, { labels: { mine: '1' } });
    expect(image).toMatchObject({ id: '', tags: ['practice:test'], layerDigests: [] });
    expect(image.config.labels).toEqual({ mine: '1', 'dev.docker-labs': 'true' });
  });
});

it('tells images apart that differ in what makes no file', async () => {
  const ids = await Promise.all(
    ['CMD ["a"]', 'CMD ["b"]', 'CMD ["a"]'].map(async (line) => {
      const { imageId } = await predict(`FROM scratch\nCOPY a.txt /\n${line}\n`);
      return imageId;
    }),
  );
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toBe(ids[2]);
});

it('fills variables into a heredoc that COPY writes, unless its name is quoted', async () => {
  const text = 'FROM scratch\nENV WHO=me\nCOPY <<EOF <<"RAW" /x/\nfor $WHO "\nEOF\nfor $WHO\nRAW\n';
  const { files } = await predict(text);
  expect(files.entries.get('/x/EOF')?.size).toBe('for me "\n'.length);
  expect(files.entries.get('/x/RAW')?.size).toBe('for $WHO\n'.length);
});

describe('what it does not know', () => {
  it('says of a base that is not in the catalogue', async () => {
    const { image, files } = await predict('FROM example.org/own:1\nUSER 5\nENV A=1\nCOPY a.txt /x\n');
    expect(image.unknown?.size).toContain('example.org/own:1');
    expect(image.unknown?.cmd).toBeDefined();
    expect(image.unknown?.user).toBeUndefined();
    expect(image.config.user).toBe('5');
    expect(files.complete).toBe(false);
    expect(files.absent?.('/bin/sh')).toBe(false);
  });

  it('says of a command that nobody can foresee', async () => {
    const { image, files } = await predict('FROM node:24-alpine\nRUN ./configure --with-luck\n');
    expect(image.unknown?.size).toContain('./configure --with-luck');
    expect(files.absent?.('/usr/bin/gcc')).toBe(false);
    expect(image.config.cmd).toEqual(['node']);
  });

  it('does not let it spread to a stage that takes nothing of it', async () => {
    const { image, files } = await predict(
      'FROM node:24-alpine AS one\nRUN ./configure\nFROM scratch\nCOPY a.txt /\n',
    );
    expect(image.unknown).toBeUndefined();
    expect(files.complete).toBe(true);
  });

  it('takes a path from such a stage to be there', async () => {
    const { image, files } = await predict(
      'FROM node:24-alpine AS one\nRUN ./configure\nFROM scratch\nCOPY --from=one /out /out\n',
    );
    expect(files.resolve('/out')).toBeDefined();
    expect(files.complete).toBe(false);
    expect(image.unknown?.size).toBeDefined();
  });
});

describe('the cache', () => {
  it('has the steps before the file that changed', async () => {
    const cache = new Set<string>();
    const files = { 'package.json': '{}' };
    const first = await predict(LAB, files, { cache });
    expect(statuses(first.steps).every((line) => line.startsWith('done'))).toBe(true);
    const same = await predict(LAB, files, { cache });
    expect(statuses(same.steps).every((line) => line.startsWith('cached'))).toBe(true);
    const changed = await predict(LAB, { ...files, 'b.txt': 'changed\n' }, { cache });
    expect(statuses(changed.steps)).toEqual([
      'cached WORKDIR /app',
      'cached COPY package.json ./',
      'cached RUN echo install',
      'done COPY . .',
      'done RUN echo build',
      // What is copied has not changed, and a copy goes by content.
      'cached COPY --from=builder /app/a.txt /a.txt',
    ]);
  });

  it('does not take a program for the same because its header is', async () => {
    const cache = new Set<string>();
    const go = `FROM golang:1.26-alpine AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o main .
FROM scratch
COPY --from=builder /app/main /main
`;
    const files = { 'go.mod': 'module main\n\ngo 1.26\n', 'main.go': 'package main\n' };
    await predict(go, files, { cache });
    const changed = await predict(go, { ...files, 'main.go': 'package main\n// changed\n' }, { cache });
    expect(statuses(changed.steps)).toContain('done COPY --from=builder /app/main /main');
  });

  it('is not asked with noCache', async () => {
    const cache = new Set<string>();
    await predict(LAB, { 'package.json': '{}' }, { cache });
    const again = await predict(LAB, { 'package.json': '{}' }, { cache, noCache: true });
    expect(statuses(again.steps).some((line) => line.startsWith('cached'))).toBe(false);
  });
});

describe('failures', () => {
  it.each(CASES.filter((one) => one.fails).map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { dockerfile, files = {}, fails, target } = one;
    const failure = await predictFailure(dockerfile, files, target === undefined ? {} : { target });
    expect(failure.kind).toBe(fails);
    if (fails !== 'target') expect(failure.line).toBeGreaterThan(0);
  });

  it('keeps escape sequences out of messages', async () => {
    const failure = await predictFailure('FROM scratch\nCOPY "\u001b]0;x\u0007evil" /\n');
    expect(failure.message).not.toMatch(/[\u0000-\u001f]/);
  });

  it('stops at the first, with the steps before it done', async () => {
    const failing = createPracticeEngine();
    expect(failing.kind).toBe('practice');
    const failure = await predictFailure('FROM node:24-alpine\nWORKDIR /x\nRUN exit 4\nRUN exit 5\n');
    expect(failure).toMatchObject({ line: 3, exitCode: 4, stepId: 'predicted-2' });
  });

  it('does not see a Dockerfile that is ignored', async () => {
    const { files } = await predict('FROM scratch\nCOPY . /all\n', { '.dockerignore': 'Dockerfile\n' });
    expect(files.absent?.('/all/Dockerfile')).toBe(true);
    expect(files.resolve('/all/a.txt')).toBeDefined();
  });
});

it('blames the step that fails, not the one before it', async () => {
  const failure = await predictFailure('FROM node:24-alpine\nRUN true\nCOPY nope.txt /\n');
  expect(failure).toMatchObject({ kind: 'copy-source', line: 3, stepId: 'predicted-2' });
});
