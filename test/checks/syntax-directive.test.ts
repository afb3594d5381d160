import { describe, expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const judge = (dockerfile: string, present = false) =>
  judgeDockerfile('syntax.directive', dockerfile, { args: { present } });

describe('syntax.directive', () => {
  it.each([
    '# syntax=docker/dockerfile:1\nFROM node:24\n',
    '#syntax = docker/dockerfile:1\nFROM node:24\n',
    '# escape=`\n# syntax=docker/dockerfile:1\nFROM node:24\n',
    '\ufeff# syntax=docker/dockerfile:1\nFROM node:24\n',
  ])('passes where it takes effect: %j', async (text) => {
    expect(await judge(text, true)).toMatchObject({ status: 'pass', actual: 'docker/dockerfile:1' });
  });

  it.each([
    ['# a comment\n# syntax=docker/dockerfile:1\nFROM node:24\n', 2],
    ['\n# syntax=docker/dockerfile:1\nFROM node:24\n', 2],
    ['FROM node:24\n# syntax=docker/dockerfile:1\n', 2],
  ])('fails where it is a comment: %j', async (text, line) => {
    const verdict = await judge(text);
    expect(verdict).toMatchObject({
      status: 'fail',
      tryNext: 'Move it to line 1: # syntax=docker/dockerfile:1',
    });
    expect(blamedLines(verdict)).toEqual([line]);
  });

  it('minds its absence only where it is asked for', async () => {
    expect(await judge('FROM node:24\n')).toMatchObject({ status: 'pass', actual: 'none' });
    const verdict = await judge('FROM node:24\n', true);
    expect(verdict).toMatchObject({ status: 'fail', actual: 'there is none' });
    expect(blamedLines(verdict)).toEqual([1]);
  });
});
