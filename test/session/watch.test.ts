import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { needsPolling, watcher } from '../../src/session/watch.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
  delete process.env.DOCKER_LABS_POLL;
});

/** A watched folder; `told` resolves with the files of the burst that a change makes. */
async function watched(poll: boolean) {
  process.env.DOCKER_LABS_POLL = poll ? '1' : '0';
  const dir = mkdtempSync(join(tmpdir(), 'docker-labs-watch-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'Dockerfile.basic'), 'FROM node\n');
  const bursts: string[][] = [];
  await new Promise<void>((resolve) => {
    const stop = watcher.watch(
      dir,
      (files) => bursts.push(files),
      (state) => {
        expect(state).toBe(poll ? 'polling' : 'events');
        resolve();
      },
    );
    undo.push(stop);
  });
  /** Does it, and again until it is told: what happens before the poller's first look is no change to it. */
  const told = async (change: () => void) => {
    for (let round = 0; bursts.length === 0; round += 1) {
      if (round % 40 === 0) change();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return bursts.shift() ?? [];
  };
  return { dir, told };
}

describe('what is saved before the watcher is ready', () => {
  it.each([false, true])('is told, and what was there is not (polling: %s)', async (poll) => {
    process.env.DOCKER_LABS_POLL = poll ? '1' : '0';
    const dir = mkdtempSync(join(tmpdir(), 'docker-labs-watch-'));
    undo.push(() => rmSync(dir, { recursive: true, force: true }));
    for (const name of ['Dockerfile.basic', 'old']) writeFileSync(join(dir, name), 'FROM node\n');
    utimesSync(join(dir, 'old'), 1, 1);
    const files = await new Promise((resolve) => {
      undo.push(watcher.watch(dir, resolve, () => {}));
      // The file system's clock may be a few milliseconds behind.
      utimesSync(join(dir, 'Dockerfile.basic'), new Date(), new Date(Date.now() + 50));
    });
    expect(files).toEqual(['Dockerfile.basic']);
  });
});

describe.each([
  ['events', false],
  ['polling', true],
])('the watcher, by %s', (_, poll) => {
  it('tells a save, also one that replaces the file as editors do', async () => {
    const { dir, told } = await watched(poll);
    const file = join(dir, 'Dockerfile.basic');
    let line = 'FROM node:24-alpine AS builder\n';
    const edit = () => {
      line += line;
      return line;
    };
    expect(await told(() => writeFileSync(file, edit()))).toEqual(['Dockerfile.basic']);
    const seen = await told(() => {
      writeFileSync(join(dir, '.Dockerfile.basic.swp'), 'x');
      writeFileSync(`${file}~`, 'x');
      writeFileSync(join(dir, 'new'), edit());
      renameSync(join(dir, 'new'), file);
    });
    expect(seen).toContain('Dockerfile.basic');
    expect(seen).not.toContain('.Dockerfile.basic.swp');
    expect(seen).not.toContain('Dockerfile.basic~');
  });

  it('tells what a formatter writes right after the save', async () => {
    const { dir, told } = await watched(poll);
    const file = join(dir, 'Dockerfile.basic');
    for (let round = 0; round < 5; round += 1) {
      let read = '';
      await told(() => writeFileSync(file, `FROM node:${'1'.repeat(round + 1)}\n`));
      writeFileSync(file, `FROM node:2${'4'.repeat(round + 1)} AS builder\n`);
      while (!read.includes('AS builder')) {
        await told(() => {});
        read = readFileSync(file, 'utf8');
      }
    }
  });

  it('tells files in folders, not what packages and builds leave', async () => {
    const { dir, told } = await watched(poll);
    mkdirSync(join(dir, 'node_modules', 'x'), { recursive: true });
    writeFileSync(join(dir, 'node_modules', 'x', 'index.js'), '1');
    mkdirSync(join(dir, 'src'));
    const source = join(dir, 'src', 'server.ts');
    expect(await told(() => writeFileSync(source, String(Date.now())))).toEqual(['src/server.ts']);
  });
});

describe('needsPolling', () => {
  it('polls where file events do not arrive', () => {
    expect(needsPolling('/mnt/c/Users/ada/labs', { WSL_DISTRO_NAME: 'Debian' })).toBe(true);
    expect(needsPolling('/home/ada/labs', { WSL_DISTRO_NAME: 'Debian' })).toBe(false);
    expect(needsPolling('/mnt/c/labs', {})).toBe(false);
    expect(needsPolling('/home/ada', { DOCKER_LABS_POLL: '1' })).toBe(true);
  });

  it.each([
    ['NFS', 0x6969, true],
    ['CIFS', 0xff534d42, true],
    ['9P, as WSL 2 mounts drives anywhere', 0x01021997, true],
    ['sshfs and other FUSE', 0x65735546, true],
    ['ext4', 0xef53, false],
    ['overlay', 0x794c7630, false],
    ['btrfs', 0x9123683e, false],
    ['one that nobody can tell', undefined, false],
  ])('polls by the file system: %s', (_, type, polls) => {
    expect(needsPolling('/srv/labs', {}, () => type)).toBe(polls);
    expect(needsPolling('/srv/labs', { DOCKER_LABS_POLL: '0' }, () => type)).toBe(false);
  });
});
