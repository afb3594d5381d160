import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classOf, gradeFiles } from '../../src/reports/grade/class.ts';
import type { GradeMeans } from '../../src/reports/grade/one-file.ts';
import { DEFAULT_RULES } from '../../src/reports/grade/rules.ts';
import { gradeOnThreads, threadsFor } from '../../src/reports/grade/threads.ts';
import { sealed } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

const WORKER = new URL('../../dist/grade-worker.js', import.meta.url);
let dir: string;
let means: GradeMeans;
const files: string[] = [];

beforeAll(async () => {
  means = { course: await realCourse(), rules: DEFAULT_RULES, keepFiles: true };
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-threads-'));
  const good = await sealed(means.course, { rounds: [{ 'two-stages': 'fail' }, { 'two-stages': 'pass' }] });
  const other = await sealed(means.course, { id: 's2', name: 'Bob' });
  const texts = [good, other, good.replace('"pass"', '"fail"'), '', '{"document":'];
  for (let index = 0; index < 40; index += 1) {
    const file = join(dir, `${index}.json`);
    writeFileSync(file, texts[index % texts.length] ?? '');
    files.push(file);
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('grading on several threads', () => {
  it('gives what grading one by one gives, in the order of the files', async () => {
    const alone = await gradeFiles(files, means);
    expect(new Set(alone.graded.map(({ integrity }) => integrity))).toEqual(
      new Set(['intact', 'altered', 'unreadable']),
    );
    for (const threads of [1, 3])
      expect(classOf(await gradeOnThreads(files, means, threads, WORKER))).toEqual(alone);
  });

  it('fails where a thread dies, and does not wait for it', async () => {
    const dead = join(dir, 'dead.mjs');
    writeFileSync(dead, 'throw new Error("no thread");');
    await expect(gradeOnThreads(files, means, 2, new URL(`file://${dead}`))).rejects.toThrow('no thread');
  });

  it('is not done for a few files, nor without the thread’s program', () => {
    expect(threadsFor(10, WORKER)).toBe(0);
    expect(threadsFor(10_000, new URL('file:///nowhere/grade-worker.js'))).toBe(0);
  });
});
