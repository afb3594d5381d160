import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_PREVIOUS, type StoredAttempt } from '../../src/progress/attempt.ts';
import { AttemptStore } from '../../src/progress/attempts.ts';
import { ChainFile } from '../../src/progress/chain.ts';
import { impersonal } from '../../src/progress/recorded-verdicts.ts';
import { attemptReport } from '../helpers/attempts.ts';

let dir: string;
let labDir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-attempts-'));
  labDir = join(dir, '01-basic');
  mkdirSync(labDir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const state = () => join(dir, '.docker-labs');
const chainFile = () => join(state(), 'attempts', 'chain.jsonl');
const open = (maxBytes?: number) => new AttemptStore(state(), maxBytes);
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(labDir, path)), { recursive: true });
  writeFileSync(join(labDir, path), text);
};

async function attempt(
  store: AttemptStore,
  change: Parameters<typeof attemptReport>[0] = {},
  asked = true,
): Promise<StoredAttempt | undefined> {
  const course = { id: 'docker-labs', version: '1.0.0' };
  const at = '2026-11-23T14:02:11.000Z';
  return store.append(attemptReport(change), { snapshot: await store.snapshot(labDir), course, at, asked });
}

describe('the chain of attempts', () => {
  it('keeps verdicts, files, images and time, each attempt tied to the one before', async () => {
    write('Dockerfile.basic', 'FROM scratch\n');
    const store = open();
    await attempt(store, { status: 'fail', actual: 'one stage' });
    write('Dockerfile.basic', 'FROM scratch AS a\nFROM a\n');
    await attempt(store);
    const { attempts, problems } = await open().read();
    expect(problems).toEqual([]);
    const [first, second] = attempts as [StoredAttempt, StoredAttempt];
    expect(first.previous).toBe(NO_PREVIOUS);
    expect(second).toMatchObject({
      number: 2,
      previous: first.hash,
      lab: 'basic',
      confidence: 'measured',
      engine: { kind: 'docker', version: '28.5.2' },
      steps: [{ id: 'two-stages', checks: [{ id: 'stages.count', status: 'pass' }] }],
      images: [{ name: 'production', tag: 'app:production', id: 'sha256:1', size: 100 }],
      builds: [{ name: 'production', ok: true, ms: 12 }],
    });
    expect((await store.file(first.files[0]?.sha256 ?? ''))?.toString()).toBe('FROM scratch\n');
    expect((await store.verdicts(first))?.[0]?.checks[0]).toMatchObject({
      status: 'fail',
      actual: 'one stage',
      tryNext: 'Change it.',
    });
  });

  it('marks what was only practised', async () => {
    expect((await attempt(open(), { practice: true }))?.confidence).toBe('predicted');
  });

  it('keeps a round that nobody asked for only when it tells something new', async () => {
    const store = open();
    write('Dockerfile.basic', 'FROM scratch\n');
    await attempt(store);
    expect(await attempt(store, {}, false)).toBeUndefined();
    expect(await attempt(store, { status: 'fail' }, false)).toMatchObject({ number: 2, asked: false });
    expect(await attempt(store, { status: 'fail' })).toMatchObject({ number: 3 });
  });

  it('says where someone changed it', async () => {
    const store = open();
    for (const status of ['fail', 'fail', 'pass'] as const) await attempt(store, { status });
    const text = readFileSync(chainFile(), 'utf8');
    writeFileSync(chainFile(), text.replace('"fail"', '"pass"'));
    expect((await store.read()).problems).toEqual(['Attempt 2 does not follow the one before it.']);
    expect(await attempt(store)).toMatchObject({ number: 4 });
  });

  it('loses at most the attempt that a crash cut off', async () => {
    const store = open();
    await attempt(store);
    appendFileSync(chainFile(), '{"at":"2026-11-2');
    expect(await store.list()).toHaveLength(1);
    await attempt(store);
    const { attempts, problems } = await store.read();
    expect([attempts.length, problems]).toEqual([2, []]);
  });

  it('of two processes keeps every attempt', { timeout: 300_000 }, async () => {
    const helper = fileURLToPath(new URL('../helpers/attempt-many.ts', import.meta.url));
    const runs = ['go', 'python'].map((lab) => {
      const child = spawn(process.execPath, ['--import', 'tsx', helper, state(), lab, '15'], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return new Promise<number | null>((resolve) => child.on('exit', resolve));
    });
    expect(await Promise.all(runs)).toEqual([0, 0]);
    const { attempts, problems } = await open().read();
    expect(problems).toEqual([]);
    expect(attempts.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(await open().list('go')).toHaveLength(15);
  });

  it('drops the oldest past its limit, and still holds together', async () => {
    const chain = new ChainFile(chainFile(), 10);
    await attempt(open());
    const [{ number: _, previous: __, hash: ___, ...made }] = (await open().list()) as [StoredAttempt];
    for (let count = 0; count < 10; count++) await chain.append(async () => made);
    const { attempts, problems } = await chain.read();
    expect(problems).toEqual([]);
    expect(attempts.map((one) => one.number)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('drops old files past its limit, never those of a last attempt', async () => {
    const store = open(30_000);
    for (let count = 0; count < 40; count++) {
      write('Dockerfile.basic', `FROM scratch\n${`# ${count}\n`.repeat(900)}`);
      await attempt(store);
    }
    const attempts = await store.list();
    const there = await Promise.all(
      attempts.map(async (one) => (await store.file(one.files[0]?.sha256 ?? '')) !== undefined),
    );
    expect(there[0]).toBe(false);
    expect(there.at(-1)).toBe(true);
    const lost = attempts[0] as StoredAttempt;
    await expect(store.restore(lost, labDir)).rejects.toThrow('Dockerfile.basic of attempt 1 is not kept');
  });
});

describe('the files of an attempt', () => {
  it('are brought back; what they replace is in a backup, what attempts do not keep stays', async () => {
    const store = open();
    write('Dockerfile.basic', 'FROM scratch\n');
    write('src/app.js', 'one\n');
    write('scan.sh', '#!/bin/sh\n');
    write('node_modules/x/index.js', 'theirs\n');
    symlinkSync('/etc/passwd', join(labDir, 'link'));
    const first = (await attempt(store)) as StoredAttempt;
    expect(first.files.map(({ path }) => path)).toEqual(['Dockerfile.basic', 'scan.sh', 'src/app.js']);
    expect(first.leftOut).toBe(2);
    write('Dockerfile.basic', 'FROM alpine\n');
    write('new.txt', 'mine\n');
    rmSync(join(labDir, 'src'), { recursive: true });
    const { restored, removed, backup } = await store.restore(first, labDir);
    expect([restored, removed]).toEqual([['Dockerfile.basic', 'src/app.js'], ['new.txt']]);
    expect(readFileSync(join(labDir, 'Dockerfile.basic'), 'utf8')).toBe('FROM scratch\n');
    expect(readFileSync(join(labDir, 'src/app.js'), 'utf8')).toBe('one\n');
    expect(existsSync(join(labDir, 'new.txt'))).toBe(false);
    expect(existsSync(join(labDir, 'node_modules/x/index.js'))).toBe(true);
    expect(readdirSync(backup ?? '').sort()).toEqual(['Dockerfile.basic', 'new.txt']);
    expect((await store.restore(first, labDir)).backup).toBeUndefined();
  });

  it('keep their mode', async () => {
    const store = open();
    writeFileSync(join(labDir, 'scan.sh'), '#!/bin/sh\n', { mode: 0o755 });
    const first = (await attempt(store)) as StoredAttempt;
    rmSync(join(labDir, 'scan.sh'));
    await store.restore(first, labDir);
    expect(statSync(join(labDir, 'scan.sh')).mode & 0o100).toBe(0o100);
  });

  it('are taken by no one else for another content', async () => {
    const store = open();
    write('Dockerfile.basic', 'FROM scratch\n');
    const id = (await attempt(store))?.files[0]?.sha256 ?? '';
    writeFileSync(join(state(), 'attempts', 'objects', id.slice(0, 2), id.slice(2)), 'FROM evil\n');
    expect(await store.file(id)).toBeUndefined();
  });
});

describe('what is kept of a person', () => {
  it('is no folder and no machine of his', async () => {
    const said = `no such file ${dir}/01-basic/x and ${homedir()}/y`;
    await attempt(open(), { status: 'fail', actual: said });
    const [first] = await open().list();
    const actual = (await open().verdicts(first as StoredAttempt))?.[0]?.checks[0]?.actual;
    expect(actual).not.toContain(dir);
    const clean = impersonal(['/w/ws', '/home/ada'], 'adas-laptop');
    expect(clean('/w/ws/a /home/ada/b adas-laptop')).toBe('./a ~/b host');
    expect(impersonal(['', '/root'], 'app')('/root/.npm app')).toBe('/root/.npm app');
  });
});
