import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/types.ts';
import { BASE, testEngine } from '../helpers/engine.ts';
import { sealed } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
let engine: Engine;
let dir: string;

beforeAll(async () => {
  engine = await testEngine();
  dir = await mkdtemp(join(tmpdir(), 'docker-labs-rebuild-test-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
  await engine.close();
});

/** A submission that says its steps hold, signed. */
async function submit(name: string, dockerfile: string, steps = ['two-stages', 'non-root']): Promise<string> {
  const round = Object.fromEntries(steps.map((step) => [step, 'pass' as const]));
  const file = join(dir, `${name}.json`);
  await writeFile(file, await sealed(await realCourse(), { name, id: name, dockerfile, rounds: [round] }));
  return file;
}

const start = (files: string[], ...more: string[]) =>
  execa(process.execPath, [PROGRAM, 'grade', ...files, '--rebuild', '--json', ...more], {
    cwd: dir,
    reject: false,
    stdin: 'ignore',
  });

interface Answer {
  learners: {
    file: string;
    rebuilt: {
      status: string;
      reason: string;
      differences: { check: string }[];
      counts: Record<string, number>;
    };
  }[];
}
const answerOf = (stdout: string, file: string) =>
  (JSON.parse(stdout) as Answer).learners.find((one) => one.file === file)?.rebuilt;

it('gives builds and containers no network, unless it is allowed, and never blames for that', async () => {
  const asks = `FROM ${BASE} AS builder\nFROM ${BASE} AS production\nRUN ip route | grep -q default\nUSER 1000\n`;
  const file = await submit('asks', asks);
  const denied = await start([file], '--disk-limit', '1000');
  expect(denied.exitCode).toBe(3);
  expect(answerOf(denied.stdout, file)).toMatchObject({ status: 'unknown', differences: [] });
  expect(answerOf(denied.stdout, file)?.reason).toContain('--network');
  const allowed = await start([file], '--network', '--disk-limit', '1000');
  expect(answerOf(allowed.stdout, file)?.status).not.toBe('unknown');
});
