import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { needsPolling, watcher } from '../../src/session/watch.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
  delete process.env.DOCKER_LABS_POLL;
});

/** A watched folder; `next` resolves with the files of the next change. */
async function watched(poll: boolean) {
  process.env.DOCKER_LABS_POLL = poll ? '1' : '0';
  const dir = mkdtempSync(join(tmpdir(), 'docker-labs-watch-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'Dockerfile.basic'), 'FROM node\n');
  const bursts: string[][] = [];
  let told: () => void = () => {};
  await new Promise<void>((resolve) => {
    const stop = watcher.watch(
      dir,
      (files) => {
        bursts.push(files);
        told();
      },
      (state) => {
        expect(state).toBe(poll ? 'polling' : 'events');
        resolve();
      },
    );
    undo.push(stop);
  });
  const next = async () => {
    if (bursts.length === 0)
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    return bursts.shift();
  };
  return { dir, next, bursts };
}

describe.each([
  ['events', false],
  ['polling', true],
])('the watcher, by %s', (_, poll) => {
  it('tells a save, also one that replaces the file as editors do', async () => {
    const { dir, next } = await watched(poll);
    writeFileSync(join(dir, 'Dockerfile.basic'), 'FROM node:24-alpine AS builder\n');
    expect(await next()).toEqual(['Dockerfile.basic']);
    writeFileSync(join(dir, '.Dockerfile.basic.swp'), 'x');
    writeFileSync(join(dir, 'Dockerfile.basic~'), 'x');
    writeFileSync(join(dir, 'new'), 'FROM node:24-alpine AS production, of another length\n');
    renameSync(join(dir, 'new'), join(dir, 'Dockerfile.basic'));
    const seen = (await next()) ?? [];
    expect(seen).toContain('Dockerfile.basic');
    expect(seen).not.toContain('.Dockerfile.basic.swp');
    expect(seen).not.toContain('Dockerfile.basic~');
  });

  it('tells files in folders, not what packages and builds leave', async () => {
    const { dir, next } = await watched(poll);
    mkdirSync(join(dir, 'node_modules', 'x'), { recursive: true });
    writeFileSync(join(dir, 'node_modules', 'x', 'index.js'), '1');
    mkdirSync(join(dir, 'src'));
    writeFileSync(join(dir, 'src', 'server.ts'), '1');
    expect(await next()).toEqual(['src/server.ts']);
  });
});

describe('needsPolling', () => {
  it('polls where file events do not arrive', () => {
    expect(needsPolling('/mnt/c/Users/ada/labs', { WSL_DISTRO_NAME: 'Debian' })).toBe(true);
    expect(needsPolling('/home/ada/labs', { WSL_DISTRO_NAME: 'Debian' })).toBe(false);
    expect(needsPolling('/mnt/c/labs', {})).toBe(false);
    expect(needsPolling('/home/ada', { DOCKER_LABS_POLL: '1' })).toBe(true);
  });
});
