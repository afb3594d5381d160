import { describe, expect, it } from 'vitest';
import { lineOf, releaseLines } from '../../src/checks/end-of-life.ts';
import { parseReference } from '../../src/dockerfile/reference.ts';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const judge = (dockerfile: string, today = '2026-11-23') =>
  judgeDockerfile('base.supported', dockerfile, { today });

describe('base.supported', () => {
  it('warns with the date when a base has ended', async () => {
    const verdict = await judge('FROM node:24 AS a\nFROM node:18-alpine\n');
    expect(verdict).toMatchObject({ status: 'warn' });
    expect(verdict.actual).toContain('2025-04-30');
    expect(verdict.tryNext).toContain('node:');
    expect(blamedLines(verdict)).toEqual([2]);
  });

  it('goes by the day of the judgement', async () => {
    expect(await judge('FROM node:18\n', '2024-01-01')).toMatchObject({ status: 'pass' });
    expect(await judge('FROM golang:1.21.13-alpine\n')).toMatchObject({ status: 'warn' });
    expect(await judge('FROM docker.io/library/node:18.20\n')).toMatchObject({ status: 'warn' });
  });

  it.each([
    ['python:3.7-slim', '2023-06-27'],
    ['python:2', '2020-01-01'],
    ['debian:buster-slim', '2022-09-10'],
    ['debian:10.13', '2022-09-10'],
    ['ubuntu:18.04', '2023-05-31'],
    ['alpine:3.9', '2020-11-01'],
    ['node:21-alpine', '2024-06-01'],
    ['golang:1.20', '2024-02-06'],
  ])('knows when an old line ended: %s', async (base, date) => {
    const verdict = await judge(`FROM ${base}\n`);
    expect(verdict).toMatchObject({ status: 'warn' });
    expect(verdict.actual).toContain(date);
    expect(verdict.tryNext).toContain(`${base.split(':')[0]}:`);
  });

  it('does not judge what it has no date for', async () => {
    expect(await judge('FROM example.org/team/base:1\n')).toMatchObject({ status: 'unknown' });
    expect(await judge('FROM scratch\n')).toMatchObject({ status: 'pass' });
  });

  it('finds the release line of a tag', async () => {
    const lines = await releaseLines();
    const cycle = (name: string) => {
      const reference = parseReference(name);
      return reference && lineOf(reference, lines)?.cycle;
    };
    expect(cycle('node:24.3.1-alpine3.20')).toBe('24');
    expect(cycle('node:2')).toBeUndefined();
    expect(cycle('golang:1.2')).toBeUndefined();
    expect(cycle('python:3.13-slim')).toBe('3.13');
    expect(cycle('ghcr.io/team/node:24')).toBeUndefined();
  });
});
