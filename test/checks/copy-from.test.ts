import { describe, expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const builder = ['FROM node:24 AS builder', 'WORKDIR /app', 'COPY . .'];
const judge = (lines: string[], args?: unknown) =>
  judgeDockerfile('copy.from', `${lines.join('\n')}\n`, args === undefined ? {} : { args });

describe('without arguments, each --from names an earlier stage or an image', () => {
  it.each([
    ['no --from', ['FROM node']],
    ['a name', [...builder, 'FROM alpine', 'COPY --from=builder /app /app']],
    ['another case', [...builder, 'FROM alpine', 'COPY --from=BUILDER /app /app']],
    ['a number', [...builder, 'FROM alpine', 'COPY --from=0 /app /app']],
    ['an image', ['FROM alpine', 'COPY --from=nginx:1.27 /etc/nginx /etc/nginx']],
    ['a mount', [...builder, 'FROM alpine', 'RUN --mount=type=bind,from=builder,target=/x ls /x']],
  ])('%s', async (_, lines) => {
    expect(await judge(lines)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['a later stage', ['FROM alpine AS a', 'COPY --from=b /x /x', 'FROM alpine AS b'], 2],
    ['the stage itself', ['FROM alpine AS a', 'COPY --from=a /x /x'], 2],
    ['its own number', ['FROM alpine', 'COPY --from=0 /x /x'], 2],
    ['a number too high', [...builder, 'FROM alpine', 'COPY --from=7 /x /x'], 5],
    ['a variable', [...builder, 'FROM alpine', 'ARG S=builder', 'COPY --from=$S /x /x'], 6],
    [
      'a mount of a later stage',
      ['FROM alpine', 'RUN --mount=from=late,target=/x ls', 'FROM alpine AS late'],
      2,
    ],
  ])('refuses %s', async (_, lines, line) => {
    const verdict = await judge(lines);
    expect(verdict.status).toBe('fail');
    expect(blamedLines(verdict)).toEqual([line]);
  });
});

const artefacts = { paths: ['/app/dist', '/app/package.json'] };
const copies = (...lines: string[]) => [...builder, 'FROM node:24-alpine', 'WORKDIR /app', ...lines];

describe('with artefacts', () => {
  it.each([
    [
      'each by name',
      copies('COPY --from=builder /app/dist ./dist', 'COPY --from=builder /app/package.json ./'),
    ],
    ['several in one', copies('COPY --from=builder /app/dist /app/package.json ./')],
    [
      'relative sources',
      copies('COPY --from=builder app/dist dist', 'COPY --from=builder app/package.json .'),
    ],
    [
      'a pattern',
      copies('COPY --from=builder /app/dist ./dist', 'COPY --from=builder /app/package*.json ./'),
    ],
    [
      'to another place',
      [
        ...builder,
        'FROM alpine',
        'COPY --from=builder /app/dist /srv/dist',
        'COPY --from=0 /app/package.json /srv/',
      ],
    ],
    [
      'variables',
      copies(
        'ENV HOME_DIR=/app',
        `COPY --from=builder $HOME_DIR/dist \${HOME_DIR}/dist`,
        'COPY --from=builder /app/package.json .',
      ),
    ],
    [
      'through a stage of its own',
      [
        ...builder,
        'FROM node AS run',
        'WORKDIR /app',
        'COPY --from=builder /app/dist dist',
        'COPY --from=builder /app/package.json .',
        'FROM run',
        'USER node',
      ],
    ],
  ])('passes: %s', async (_, lines) => {
    expect(await judge(lines, artefacts)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['the WORKDIR of the builder', copies('COPY --from=builder /app .'), [6]],
    ['its content', copies('COPY --from=builder /app/. .'), [6]],
    ['all in it', copies('COPY --from=builder /app/* ./'), [6]],
    ['the root', copies('COPY --from=builder / /'), [6]],
    ['the build context', copies('COPY --from=builder /app/dist dist', 'COPY . .'), [7]],
  ])('refuses the whole: %s', async (_, lines, blamed) => {
    const verdict = await judge(lines, artefacts);
    expect(verdict.status).toBe('fail');
    expect(blamedLines(verdict)).toEqual(blamed);
  });

  it('names what is missing, and the stage that lacks it', async () => {
    const verdict = await judge(copies('COPY --from=builder /app/dist ./dist'), artefacts);
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(verdict.actual).toContain('/app/package.json');
    expect(blamedLines(verdict)).toEqual([4, 6]);
  });

  it('blames the COPY that takes it from the context instead', async () => {
    const verdict = await judge(
      copies('COPY --from=builder /app/dist dist', 'COPY package.json ./'),
      artefacts,
    );
    expect(verdict.status).toBe('fail');
    expect(blamedLines(verdict)).toEqual([7]);
  });

  it('wants the named stage', async () => {
    const lines = [
      'FROM node AS deps',
      'WORKDIR /app',
      ...builder,
      'FROM alpine',
      'COPY --from=deps /app/dist /app/dist',
    ];
    expect(await judge(lines, { stage: 'builder', paths: ['/app/dist'] })).toMatchObject({ status: 'fail' });
    expect(await judge(lines, { stage: 'deps', paths: ['/app/dist'] })).toMatchObject({ status: 'pass' });
  });

  it('refuses the folder above a named artefact', async () => {
    const lines = ['FROM python AS builder', 'WORKDIR /app', 'FROM python', 'COPY --from=builder /opt /opt'];
    expect(await judge(lines, { paths: ['/opt/venv'] })).toMatchObject({ status: 'fail' });
  });

  it('may let the whole build context in where a lab says so', async () => {
    const lines = [
      'FROM python AS builder',
      'FROM python',
      'COPY --from=builder /opt/venv /opt/venv',
      'COPY . .',
    ];
    expect(await judge(lines, { paths: ['/opt/venv'], context: true })).toMatchObject({ status: 'pass' });
    expect(await judge(lines, { paths: ['/opt/venv'] })).toMatchObject({ status: 'fail' });
  });
});
