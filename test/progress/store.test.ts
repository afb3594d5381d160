import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepRecord, withStep } from '../../src/progress/record.ts';
import { ProgressStore } from '../../src/progress/store.ts';
import { courseFixture } from '../helpers/course.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-progress-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = () => join(dir, 'progress.json');
const open = () => new ProgressStore(dir, courseFixture());
const bump = (store: ProgressStore, step = 'two-stages') =>
  store.update((progress) => withStep(progress, 'basic', step, (record) => ({ tries: record.tries + 1 })));
const tries = (store: ProgressStore, step = 'two-stages') => stepRecord(store.read(), 'basic', step).tries;

const helper = fileURLToPath(new URL('../helpers/save-many.ts', import.meta.url));
const writer = (name: string, times: number) =>
  spawn(process.execPath, ['--import', 'tsx', helper, dir, name, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
/** Of each of four processes; `npm run fuzz` asks for the whole hundred. */
const SAVES = process.env.DOCKER_LABS_FUZZ_RUNS === undefined ? 25 : 100;
const ended = (child: ReturnType<typeof writer>) =>
  new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));

describe('the progress file', () => {
  it('is there again in a later session', async () => {
    await bump(open());
    await open().update((progress) => ({ ...progress, resume: { lab: 'basic', step: 'non-root' } }));
    expect(tries(open())).toBe(1);
    expect(open().read().resume).toEqual({ lab: 'basic', step: 'non-root' });
  });

  it('is not written by reading', () => {
    expect(tries(open())).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is readable by its owner alone', async () => {
    await bump(open());
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('keeps step ids with dots flat', async () => {
    await bump(open(), 'run.responds');
    expect(JSON.parse(readFileSync(file(), 'utf8')).labs.basic['run.responds'].tries).toBe(1);
  });

  it.each([
    ['cut off', '{"formatVersion":1,"labs":{"ba'],
    ['empty', ''],
    ['of another shape', '{"formatVersion":1,"labs":[]}'],
    ['no object', '42'],
  ])('when %s is put aside by name and said', async (_, text) => {
    writeFileSync(file(), text);
    const store = open();
    expect(tries(store)).toBe(0);
    await bump(store);
    const aside = readdirSync(dir).find((name) => name.startsWith('progress.corrupt-'));
    expect(aside).toBeDefined();
    expect(readFileSync(join(dir, aside ?? ''), 'utf8')).toBe(text);
    expect(store.warnings.join()).toContain(aside);
    expect(tries(open())).toBe(1);
  });

  it('of a newer docker-labs is left untouched', async () => {
    const newer = '{"formatVersion":2,"labs":{"x":1}}';
    writeFileSync(file(), newer);
    const store = open();
    await bump(store);
    expect(readFileSync(file(), 'utf8')).toBe(newer);
    expect(store.warnings.join()).toContain('format 2');
    expect(store.saveProblem).toContain('nothing is saved');
    expect(tries(store)).toBe(1); // the session itself goes on
  });

  it.each([
    ['without a number', {}],
    ['numbered 0', { formatVersion: 0 }],
  ])('of an older format (%s) is brought to this one, and kept as it was', async (_, format) => {
    const older = JSON.stringify({
      ...format,
      labs: { basic: { 'two-stages': { status: 'pass', tries: 3 } } },
    });
    writeFileSync(file(), older);
    const store = open();
    expect(stepRecord(store.read(), 'basic', 'two-stages')).toMatchObject({ status: 'pass', tries: 3 });
    expect(readFileSync(file(), 'utf8')).toBe(older); // reading writes nothing
    await bump(store);
    expect(readFileSync(join(dir, 'progress.format-0.json'), 'utf8')).toBe(older);
    expect(store.warnings.join()).toContain('progress.format-0.json');
    const now = open();
    expect(stepRecord(now.read(), 'basic', 'two-stages')).toMatchObject({ status: 'pass', tries: 4 });
    expect(now.warnings).toEqual([]);
  });

  it('that cannot be saved is kept in memory and saved with the next change', async () => {
    const blocked = join(dir, 'state');
    writeFileSync(blocked, 'a file where the folder should be');
    const store = new ProgressStore(blocked, courseFixture());
    await bump(store);
    expect(store.saveProblem).toContain('not saved');
    expect(tries(store)).toBe(1);
    rmSync(blocked);
    await bump(store);
    expect(store.saveProblem).toBeUndefined();
    expect(tries(new ProgressStore(blocked, courseFixture()))).toBe(2);
  });
});

/** Processes of their own take their time to start on a busy machine. */
const PATIENCE = { timeout: 300_000 };

describe('several processes', PATIENCE, () => {
  it('saving at once lose nothing', async () => {
    const codes = await Promise.all(['a', 'b', 'c', 'd'].map((name) => ended(writer(name, SAVES))));
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(['a', 'b', 'c', 'd'].map((name) => tries(open(), name))).toEqual([SAVES, SAVES, SAVES, SAVES]);
  });

  it('killed in mid-save leave a whole file with all they had reported as saved', async () => {
    mkdirSync(dir, { recursive: true });
    let expected = 0;
    for (let round = 0; round < 4; round += 1) {
      const child = writer('killed', 1000);
      let saved = 0;
      child.stdout.on('data', (data: Buffer) => {
        saved += data.toString().split('\n').filter(Boolean).length;
        if (saved > 3 + round) child.kill('SIGKILL');
      });
      await ended(child);
      expected += saved;
      const store = open();
      expect(store.warnings).toEqual([]);
      expect(tries(store, 'killed')).toBeGreaterThanOrEqual(expected);
      expected = tries(store, 'killed');
    }
  });
});
