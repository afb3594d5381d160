import { describe, expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const judge = (dockerfile: string, buildArgs: Record<string, string> = {}) =>
  judgeDockerfile('base.pinned', dockerfile, { buildArgs });
const digest = `sha256:${'a'.repeat(64)}`;

describe('base.pinned', () => {
  it.each([
    'FROM node:24-alpine',
    `FROM node@${digest}`,
    `FROM node:latest@${digest}`,
    'FROM scratch',
    'FROM localhost:5000/team/node:24',
    'FROM --platform=linux/amd64 node:24 AS x\nFROM x',
    'ARG V=24\nFROM node:$V-alpine',
    `ARG A=24\nARG V=\${A}-alpine\nFROM node:\${V}`,
    `FROM node:\${V:-24}`,
    `ARG BASE=node:24\nFROM \${BASE}`,
    'FROM node:latest-alpine3.20',
  ])('passes: %s', async (text) => {
    expect(await judge(`${text}\n`)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['FROM node', 1],
    ['FROM node:latest', 1],
    ['FROM localhost:5000/node', 1],
    ['FROM localhost:5000/node:latest', 1],
    ['ARG V=latest\nFROM node:$V', 2],
    ['ARG V\nFROM node:$V', 2],
    ['ARG BASE=node\nFROM node:24 AS a\nFROM $BASE', 3],
    ['FROM node:24 AS a\nFROM b', 2],
  ])('fails: %s', async (text, line) => {
    const verdict = await judge(`${text}\n`);
    expect(verdict.status).toBe('fail');
    expect(blamedLines(verdict)).toEqual([line]);
  });

  it('lets build arguments decide', async () => {
    expect(await judge('ARG V=latest\nFROM node:$V\n', { V: '24' })).toMatchObject({ status: 'pass' });
    expect(await judge('ARG V=24\nFROM node:$V\n', { V: 'latest' })).toMatchObject({ status: 'fail' });
  });
});
