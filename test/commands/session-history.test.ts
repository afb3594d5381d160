import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttemptRecorder } from '../../src/commands/attempt-recorder.ts';
import { sessionAttempts } from '../../src/commands/session-history.ts';
import type { Setup } from '../../src/commands/setup.ts';
import type { Course, Lab } from '../../src/course/types.ts';
import { attemptReport } from '../helpers/attempts.ts';
import { realCourse } from '../helpers/session.ts';

let dir: string;
let course: Course;
let lab: Lab;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-history-'));
  course = await realCourse();
  lab = course.labs[0] as Lab;
  mkdirSync(join(dir, 'lab'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const save = (text: string, name = 'Dockerfile') => writeFileSync(join(dir, 'lab', name), text);

/** A session's attempts, as a session of a course of that version has them. */
function attempts(version = course.manifest.version) {
  const workspace = { stateDir: join(dir, '.docker-labs'), labDir: () => join(dir, 'lab') };
  const setup = { course: { ...course, manifest: { ...course.manifest, version } }, workspace };
  const recorder = new AttemptRecorder(setup as unknown as Setup);
  return { recorder, port: sessionAttempts(setup as unknown as Setup, recorder) };
}

async function judge(text: string, options: Parameters<typeof attemptReport>[0] = {}): Promise<void> {
  save(text);
  const { recorder } = attempts();
  await recorder.begin(lab, true);
  expect(await recorder.record({ ...attemptReport(options), lab: lab.id }, true)).toBeUndefined();
}

/** What the check found, on the files as they are, says a session that begins now. */
async function measuredBefore(version?: string): Promise<string | undefined> {
  const { port } = attempts(version);
  const found = await port.judgedBefore(lab, await port.list(lab.id));
  return found?.steps[0]?.checks[0]?.actual;
}

describe('what was measured before', () => {
  it('counts for as long as the files are as they were, and again when they are so again', async () => {
    await judge('FROM scratch\n', { actual: 'one' });
    await judge('FROM busybox\n', { actual: 'two' });
    expect(await measuredBefore()).toBe('two');
    save('FROM scratch\n');
    expect(await measuredBefore()).toBe('one');
    save('FROM scratch # other\n');
    expect(await measuredBefore()).toBeUndefined();
    save('FROM scratch\n');
    save('more', 'file');
    expect(await measuredBefore()).toBeUndefined();
    rmSync(join(dir, 'lab', 'file'));
    chmodSync(join(dir, 'lab', 'Dockerfile'), 0o755);
    expect(await measuredBefore()).toBeUndefined();
  });

  it('is the newest of the same files', async () => {
    await judge('FROM scratch\n', { actual: 'one' });
    await judge('FROM scratch\n', { actual: 'two' });
    expect(await measuredBefore()).toBe('two');
  });

  it('is nothing where it was only practised, or the course is another by now', async () => {
    await judge('FROM scratch\n', { practice: true });
    expect(await measuredBefore()).toBeUndefined();
    await judge('FROM scratch\n', { actual: 'measured' });
    expect(await measuredBefore()).toBe('measured');
    expect(await measuredBefore('99.0.0')).toBeUndefined();
  });

  it('is nothing where it is not kept any more', async () => {
    await judge('FROM scratch\n');
    const kept = join(dir, '.docker-labs', 'attempts', 'objects');
    for (const name of readdirSync(kept)) rmSync(join(kept, name), { recursive: true });
    expect(await measuredBefore()).toBeUndefined();
  });
});
