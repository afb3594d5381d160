import { describe, expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const two = 'FROM node:24 AS builder\nFROM node:24-alpine AS production\n';

describe('parse', () => {
  it.each([
    ['a port that is none', 'FROM scratch\nEXPOSE 99999\n', 2, 'invalid containerPort: 99999'],
    ['a signal that is none', 'FROM node:24\nUSER a\nSTOPSIGNAL FOO\n', 3, 'invalid signal: FOO'],
    ['a stage that copies from itself', 'FROM scratch AS x\nCOPY --from=x /a /b\n', 2, 'circular dependency'],
  ])('%s is refused, with its line', async (_, text, line, reason) => {
    const verdict = await judgeDockerfile('parse', text);
    expect(verdict).toMatchObject({ status: 'fail', evidence: [{ line }] });
    expect(verdict.actual).toContain(reason);
  });

  it.each([
    ['the base says', 'FROM node:24\nVOLUME $DATA_DIR\nSTOPSIGNAL $SIGNAL\n'],
    ['a build arg brings', 'ARG BASE\nFROM $BASE\nARG SIGNAL\nSTOPSIGNAL $SIGNAL\n'],
  ])('what %s is not held against it', async (_, text) => {
    expect(await judgeDockerfile('parse', text)).toMatchObject({ status: 'pass' });
  });

  it('passes what BuildKit reads and names the line of what it does not', async () => {
    expect(await judgeDockerfile('parse', two)).toMatchObject({ status: 'pass' });
    const verdict = await judgeDockerfile('parse', 'FROM node:24\nRUNN x\n');
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(blamedLines(verdict)).toContain(2);
  });

  it.each([
    ['an empty file', ''],
    ['no FROM', 'RUN x\n'],
    ['bytes of a program', '\u007fELF\u0002\u0001\u0000\u0000'],
  ])('fails on %s', async (_, text) => {
    expect(await judgeDockerfile('parse', text)).toMatchObject({ status: 'fail' });
  });
});

describe('stages.count', () => {
  it('counts each FROM', async () => {
    const judge = (text: string, min: number) => judgeDockerfile('stages.count', text, { args: { min } });
    expect(await judge(two, 2)).toMatchObject({ status: 'pass' });
    expect(await judge(two, 3)).toMatchObject({ status: 'fail' });
    expect(await judge('FROM node\n# FROM x\n', 2)).toMatchObject({ status: 'fail' });
    expect(await judge('# nothing\n', 1)).toMatchObject({ status: 'fail' });
  });
});

describe('stages.names', () => {
  const names = (wanted: string[]) => ({ args: { names: wanted } });

  it('wants the names, whatever their case', async () => {
    expect(await judgeDockerfile('stages.names', two, names(['builder', 'production']))).toMatchObject({
      status: 'pass',
    });
    expect(await judgeDockerfile('stages.names', 'FROM x AS Builder\n', names(['builder']))).toMatchObject({
      status: 'pass',
    });
  });

  it('blames the stage that has another name', async () => {
    const verdict = await judgeDockerfile('stages.names', two, names(['builder', 'runtime']));
    expect(verdict).toMatchObject({ status: 'fail', actual: expect.stringContaining('"runtime"') });
    expect(blamedLines(verdict)).toEqual([2]);
  });

  it('wants the target that is built', async () => {
    expect(await judgeDockerfile('stages.names', two, { target: 'builder' })).toMatchObject({
      status: 'pass',
    });
    expect(await judgeDockerfile('stages.names', two, { target: 'nope' })).toMatchObject({ status: 'fail' });
  });

  it('lets no name stand for two stages', async () => {
    const verdict = await judgeDockerfile('stages.names', 'FROM a AS x\nFROM b AS X\n');
    expect(verdict.status).toBe('fail');
    expect(blamedLines(verdict)).toEqual([2]);
  });
});

describe('env.is and expose.is', () => {
  const text = 'FROM node:24 AS base\nENV NODE_ENV=production\nFROM base\nARG P=3000\nEXPOSE $P 53/UDP\n';

  it('read what the Dockerfile sets, through its stages', async () => {
    expect(await judgeDockerfile('env.is', text, { args: { NODE_ENV: 'production' } })).toMatchObject({
      status: 'pass',
    });
    expect(await judgeDockerfile('expose.is', text, { args: { ports: [3000, '53/udp'] } })).toMatchObject({
      status: 'pass',
    });
  });

  it('name the line that sets something else', async () => {
    const env = await judgeDockerfile('env.is', text, { args: { NODE_ENV: 'test' } });
    expect(env).toMatchObject({ status: 'fail', actual: 'NODE_ENV=production' });
    expect(blamedLines(env)).toEqual([2]);
    const port = await judgeDockerfile('expose.is', text, { args: { ports: [8080] } });
    expect(port.status).toBe('fail');
    expect(blamedLines(port)).toEqual([5]);
  });
});
