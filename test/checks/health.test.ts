import { describe, expect, it } from 'vitest';
import { judgeChanged } from '../helpers/changed-facts.ts';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const PROBE = 'CMD wget -qO- http://127.0.0.1:3000/ || exit 1';

describe('health.present on a Dockerfile alone', () => {
  const judge = (dockerfile: string, args = {}) => judgeDockerfile('health.present', dockerfile, { args });

  it('passes with one in the stage, or in what it is built from', async () => {
    expect(await judge(`FROM node:24\nHEALTHCHECK ${PROBE}\n`)).toMatchObject({ status: 'pass' });
    expect(await judge(`FROM node:24 AS base\nHEALTHCHECK ${PROBE}\nFROM base\nRUN x\n`)).toMatchObject({
      status: 'pass',
    });
  });

  it.each([
    ['none', 'FROM node:24\n', [1], 'none'],
    ['one that switches it off', 'FROM node:24\nHEALTHCHECK NONE\n', [2], 'HEALTHCHECK NONE'],
    [
      'one that is switched off further down',
      `FROM node:24 AS base\nHEALTHCHECK ${PROBE}\nFROM base\nHEALTHCHECK none\n`,
      [4],
      'HEALTHCHECK NONE',
    ],
    ['one in another stage', `FROM node:24 AS b\nHEALTHCHECK ${PROBE}\nFROM node:24\n`, [3, 2], 'none'],
  ])('fails with %s', async (_, text, lines, actual) => {
    const verdict = await judge(text);
    expect(verdict).toMatchObject({ status: 'fail', actual });
    expect(blamedLines(verdict)).toEqual(lines);
  });

  it('asks for the options that the lab asks for, and says which lack', async () => {
    const text = `FROM node:24\nHEALTHCHECK --interval=30s ${PROBE}\n`;
    expect(await judge(text, { interval: true })).toMatchObject({ status: 'pass' });
    expect(
      await judge(text, { interval: true, timeout: true, retries: true, startPeriod: true }),
    ).toMatchObject({
      status: 'fail',
      actual: 'no --timeout, --start-period, --retries',
    });
  });
});

describe('health.present on an image', () => {
  it('goes by the image, wherever it has it from', async () => {
    const given = (healthcheck: { test: string[]; interval?: number }, args = {}) =>
      judgeChanged('health.present', { config: { healthcheck } }, args);
    expect(await given({ test: ['CMD', '/healthy'] })).toMatchObject({ status: 'pass', actual: '/healthy' });
    expect(await given({ test: ['CMD', '/healthy'] }, { interval: true })).toMatchObject({ status: 'fail' });
    expect(await given({ test: ['CMD', '/healthy'], interval: 30e9 }, { interval: true })).toMatchObject({
      status: 'pass',
    });
    expect(await given({ test: ['NONE'] })).toMatchObject({ status: 'fail', actual: 'HEALTHCHECK NONE' });
  });
});

describe('health.loopback', () => {
  const judge = (check: string) => judgeDockerfile('health.loopback', `FROM node:24\n${check}\n`);

  it.each([
    'HEALTHCHECK CMD wget -qO- http://localhost:3000/health || exit 1',
    'HEALTHCHECK --interval=3s \\\n  CMD wget --spider http://localhost/',
    'HEALTHCHECK CMD ["wget", "-q", "http://localhost:3000/"]',
    'HEALTHCHECK CMD nc -z localhost 3000',
  ])('warns: %j', async (check) => {
    const verdict = await judge(check);
    expect(verdict).toMatchObject({ status: 'warn' });
    expect(blamedLines(verdict)).toEqual([2]);
  });

  it.each([
    'HEALTHCHECK CMD wget -qO- http://127.0.0.1:3000/health || exit 1',
    'HEALTHCHECK CMD curl -f http://localhost:3000/',
    'HEALTHCHECK CMD node probe.js localhost',
    'RUN wget http://localhost/',
  ])('says nothing: %j', async (check) => {
    expect(await judge(check)).toMatchObject({ status: 'pass' });
  });
});
