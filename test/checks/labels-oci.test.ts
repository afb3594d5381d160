import { describe, expect, it } from 'vitest';
import { blamedLines, judgeDockerfile } from '../helpers/judge.ts';

const P = 'org.opencontainers.image';
const label = (key: string, value: string) => `FROM node:24\nLABEL ${key}="${value}"\n`;
const judge = (dockerfile: string, given = {}) => judgeDockerfile('labels.oci', dockerfile, given);

describe('labels.oci', () => {
  it.each([
    ['created', '2026-11-23T09:00:00Z'],
    ['created', '2026-11-23T09:00:00.5+01:00'],
    ['source', 'https://github.com/example/app'],
    ['source', 'git+ssh://git@example.org/app.git'],
    ['version', '1.2.3-rc.1+build.5'],
    ['revision', '0c47ab0'],
    ['licenses', 'Apache-2.0 OR MIT'],
    ['title', 'anything at all'],
  ])('takes %s=%s', async (key, value) => {
    expect(await judge(label(`${P}.${key}`, value))).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['created', '2026-11-23', 'RFC 3339'],
    ['created', '$(date -u +%Y)', 'commands are not run in a label'],
    ['created', '2026-13-45T99:00:00Z', 'RFC 3339'],
    ['source', 'github.com/example/app', 'is no URL'],
    ['version', 'latest', 'semantic version'],
    ['version', 'v1.0.0', 'semantic version'],
    ['version', '1.0', 'semantic version'],
    ['revision', 'not a revision', 'is no revision'],
    ['licenses', 'free for all', 'SPDX'],
    ['description', '', 'is empty'],
  ])('refuses %s=%s', async (key, value, says) => {
    const verdict = await judge(label(`${P}.${key}`, value));
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(verdict.actual).toContain(says);
    expect(blamedLines(verdict)).toEqual([2]);
  });

  it('refuses keys that Docker’s rules refuse, and its own namespaces', async () => {
    for (const key of ['Version', 'my label', 'a..b', 'com.docker.x', 'org.dockerproject.x']) {
      expect(await judge(`FROM node:24\nLABEL "${key}"=x\n`), key).toMatchObject({ status: 'fail' });
    }
    expect(await judge('FROM node:24\nLABEL com.example.team=web\n')).toMatchObject({ status: 'pass' });
  });

  it('asks for those that the lab asks for, in the stage that counts', async () => {
    const args = { labels: ['version', 'com.example.team'] };
    const elsewhere = `FROM node:24 AS builder\nLABEL ${P}.version=1.0.0 com.example.team=web\nFROM node:24\n`;
    const verdict = await judge(elsewhere, { args });
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(verdict.actual).toBe(`${P}.version is missing; com.example.team is missing`);
    expect(blamedLines(verdict)).toEqual([3, 2]);
    expect(await judge(elsewhere, { args, target: 'builder' })).toMatchObject({ status: 'pass' });
    const inherited = `FROM node:24 AS base\nLABEL ${P}.version=1.0.0 com.example.team=web\nFROM base\n`;
    expect(await judge(inherited, { args })).toMatchObject({ status: 'pass' });
  });

  it('counts the last one of a key', async () => {
    const twice = `FROM node:24\nLABEL ${P}.version=1.0.0\nLABEL ${P}.version=soon\n`;
    expect(blamedLines(await judge(twice))).toEqual([3]);
    const mended = `FROM node:24\nLABEL ${P}.version=soon\nLABEL ${P}.version=1.0.0\n`;
    expect(await judge(mended)).toMatchObject({ status: 'pass' });
  });

  it('fills in build arguments, and says nothing against one that is still to come', async () => {
    const text = `FROM node:24\nARG VERSION\nLABEL ${P}.version=$VERSION\n`;
    expect(await judge(text)).toMatchObject({ status: 'pass' });
    expect(await judge(text, { buildArgs: { VERSION: '1.0.0' } })).toMatchObject({ status: 'pass' });
    expect(await judge(text, { buildArgs: { VERSION: 'soon' } })).toMatchObject({ status: 'fail' });
    const withDefault = `FROM node:24\nARG VERSION=dev\nLABEL ${P}.version=$VERSION\n`;
    expect(await judge(withDefault)).toMatchObject({ status: 'fail' });
  });
});
