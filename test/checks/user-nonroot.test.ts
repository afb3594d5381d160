import { describe, expect, it } from 'vitest';
import { isRoot } from '../../src/checks/users.ts';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

describe('who counts as root', () => {
  it.each([
    '',
    ' ',
    'root',
    '0',
    '00',
    '+0',
    '-0',
    'root:',
    'root:node',
    '0:0',
    '0:1000',
    '000:app',
    ':1000',
  ])('%j does', (user) => expect(isRoot(user)).toBe(true));
  it.each(['node', '1000', '1000:0', '65532:65532', 'rooty', 'app:root', '10', '0x0', 'nobody'])(
    '%j does not',
    (user) => expect(isRoot(user)).toBe(false),
  );
});

const judge = (dockerfile: string, given = {}) => judgeDockerfile('user.nonroot', dockerfile, given);

describe('user.nonroot on a Dockerfile alone', () => {
  it.each([
    'FROM node:24\nUSER node\n',
    'FROM node:24\nUSER root\nRUN x\nUSER 1000:1000\n',
    'FROM node:24 AS base\nUSER node\nFROM base\nRUN x\n',
    'FROM node:24\nARG U=app\nUSER $U\n',
    `FROM node:24\nENV U=app\nUSER \${U}\n`,
    'FROM gcr.io/distroless/static:nonroot\n',
  ])('passes: %j', async (text) => {
    expect(await judge(text)).toMatchObject({ status: 'pass', confidence: 'predicted' });
  });

  it.each([
    ['FROM node:24\n', [1]],
    ['FROM node:24\nUSER root\n', [2]],
    ['FROM node:24\nUSER node\nUSER 0\n', [3]],
    ['FROM node:24\nUSER root:node\n', [2]],
    ['FROM node:24 AS b\nUSER node\nFROM node:24\n', [3, 2]],
    ['FROM node:24 AS b\nUSER node\nFROM b\nUSER root\n', [4]],
    ['FROM node:24\nARG U=root\nUSER $U\n', [3]],
  ])('fails: %j', async (text, lines) => {
    const verdict = await judge(text);
    expect(verdict.status).toBe('fail');
    expect(blamedLines(verdict)).toEqual(lines);
  });

  it('looks at the stage that is asked for', async () => {
    const text = 'FROM node:24 AS a\nUSER node\nFROM node:24 AS b\n';
    expect(await judge(text, { target: 'a' })).toMatchObject({ status: 'pass' });
    expect(await judge(text, { target: 'b' })).toMatchObject({ status: 'fail' });
    expect(await judge(text, { target: 'c' })).toMatchObject({ status: 'unknown' });
  });
});
