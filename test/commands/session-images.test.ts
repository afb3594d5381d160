import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { SessionEngine } from '../../src/commands/session-engine.ts';
import { sessionImages } from '../../src/commands/session-images.ts';
import type { Setup } from '../../src/commands/setup.ts';
import { AttemptStore } from '../../src/progress/attempts.ts';
import { attemptReport } from '../helpers/attempts.ts';
import { realCourse } from '../helpers/session.ts';

const dir = mkdtempSync(join(tmpdir(), 'dl-images-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('looks on the engine for what an engine built, and not for what was predicted before there was one', async () => {
  const course = await realCourse();
  const [lab] = course.labs;
  if (!lab) throw new Error('the course has a first lab');
  const attempts = new AttemptStore(join(dir, '.docker-labs'));
  const image = (id: string) => ({ production: { tag: 'app:production', id, size: 1 } });
  for (const [practice, id] of [
    [true, ''],
    [false, 'sha256:1'],
  ] as const) {
    const snapshot = await attempts.snapshot(dir);
    const report = { ...attemptReport({ practice }), images: image(id) };
    const at = '2026-11-29T12:00:00.000Z';
    await attempts.append(report, { snapshot, course: { id: 'a', version: '1' }, at, asked: true });
  }
  const asked: string[] = [];
  const engine = {
    best: async () => ({ real: true, image: async (ref: string) => void asked.push(ref) }),
  } as unknown as SessionEngine;
  const setup = { course, workspace: { labDir: () => dir } } as unknown as Setup;
  await sessionImages(setup, engine, attempts).ofLab(lab);
  const tags = Object.values(lab.manifest.images).map(({ tag }) => tag);
  expect(asked).toEqual([...tags, 'sha256:1']);
});
