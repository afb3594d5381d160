import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gatherFacts } from '../../src/checks/facts.ts';
import type { Round, Subject } from '../../src/checks/types.ts';
import type { Engine } from '../../src/engine/types.ts';
import { removeImage, testEngine } from '../helpers/engine.ts';
import { judgeRow, keepsOfTable, misfits, nameOf } from '../helpers/judge-expected.ts';
import { EXPECTED, IMAGES } from '../helpers/verdict-cases.ts';

// Each check's word on images that were really built and run. The same table is judged on recorded facts
// in test/checks/recorded.test.ts, without an engine.
let engine: Engine;
let round: Round;
let dir: string;
const tagOf = (name: string) => `docker-labs-test:verdict-${name}-${process.pid}`;

beforeAll(async () => {
  engine = await testEngine();
  dir = await mkdtemp(join(tmpdir(), 'docker-labs-verdicts-'));
  const subjects: Subject[] = [];
  for (const [name, { files, run }] of Object.entries(IMAGES)) {
    const contextDir = join(dir, name);
    await mkdir(contextDir);
    for (const [path, content] of Object.entries(files)) await writeFile(join(contextDir, path), content);
    subjects.push({ name, tag: tagOf(name), contextDir, dockerfile: 'Dockerfile', ...(run ? { run } : {}) });
  }
  round = gatherFacts({ subjects, engine, info: await engine.info(), keeps: keepsOfTable() });
});
afterAll(async () => {
  for (const name of Object.keys(IMAGES)) await removeImage(engine, tagOf(name)).catch(() => undefined);
  await engine.close();
  await rm(dir, { recursive: true, force: true });
});

it.each(EXPECTED.map((row) => [nameOf(row), row] as const))('%s', async (_, row) => {
  const verdict = await judgeRow(row, round);
  expect(misfits(row, verdict)).toEqual([]);
  expect(verdict.confidence).toBe('measured');
});
