import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/types.ts';
import { BASE, containersOf, testEngine } from '../helpers/engine.ts';
import { sealed } from '../helpers/exports.ts';
import { realCourse } from '../helpers/session.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** Two stages that need no network: nothing of them is fetched. */
const honest = (user: string) =>
  `FROM ${BASE} AS builder\nRUN echo built > /out.txt\nFROM ${BASE} AS production\nRUN adduser -D app\nCOPY --from=builder /out.txt /\nUSER ${user}\nCMD ["sleep", "60"]\n`;

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

it('tells an honest submission from an edited one, stops one that hangs, and goes on where it was killed', async () => {
  const fine = await submit('fine', honest('app'));
  const edited = await submit('edited', honest('root'));
  const hangs = await submit('hangs', `FROM ${BASE} AS builder\nRUN sleep 86400\n`);
  const limits = ['--jobs', '3', '--disk-limit', '1000'];

  // Killed as soon as one is done: that one is not built a second time.
  const began = Date.now();
  const first = start([fine, edited, hangs], ...limits);
  let took = 0;
  first.stderr?.on('data', (text: Buffer) => {
    if (!String(text).includes('[1/3]')) return;
    took ||= Date.now() - began;
    first.kill('SIGKILL');
  });
  await first;
  expect(took).toBeGreaterThan(0);

  // What three of them took, many times over: more than one needs, however slow the machine.
  const seconds = String(Math.ceil(Math.max(10_000, took * 4) / 1000));
  const { stdout, stderr, exitCode } = await start([fine, edited, hangs], ...limits, '--time-limit', seconds);
  expect(exitCode).toBe(1);
  expect(answerOf(stdout, fine)).toMatchObject({ status: 'agrees', differences: [], counts: { unknown: 0 } });
  const differs = answerOf(stdout, edited);
  expect(differs?.status).toBe('differs');
  expect(differs?.differences.map(({ check }) => check)).toContain('user.nonroot');
  expect(answerOf(stdout, hangs)).toMatchObject({
    status: 'unknown',
    reason: `It was stopped after ${seconds} s (--time-limit).`,
  });
  expect(stderr).toContain('known from before');
  // Nothing of a submission stays, whether it was done, stopped or killed.
  expect(await containersOf(engine, BASE)).toBe(0);
});

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
