import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

const start = (files: string[], more: string[], env: Record<string, string> = {}) =>
  execa(process.execPath, [PROGRAM, 'grade', ...files, '--rebuild', '--json', ...more], {
    ...{ cwd: dir, env, reject: false, stdin: 'ignore' },
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

/** Contexts of the docker CLI, all naming this engine: a folder for DOCKER_CONFIG. */
async function contexts(names: string[]): Promise<string> {
  const config = join(dir, 'config');
  const Host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  for (const name of names) {
    const meta = join(config, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
    await mkdir(meta, { recursive: true });
    await writeFile(join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host } } }));
  }
  return config;
}

it('tells an honest submission from an edited one on two contexts, while others hang or fill the disk, and goes on where it was killed', async () => {
  const fine = await submit('fine', honest('app'));
  const edited = await submit('edited', honest('root'));
  const hangs = await submit('hangs', `FROM ${BASE} AS builder\nRUN sleep 86400\n`);
  const config = { DOCKER_CONFIG: await contexts(['first', 'second']) };
  const options = ['--context', 'first', '--context', 'second', '--jobs', '2'];

  // Killed as soon as two are done: those that do not hang.
  const free = [...options, '--disk-limit', '1000', '--time-limit', '3600'];
  const first = start([hangs, fine, edited], free, config);
  let said = '';
  first.stderr?.on('data', (text: Buffer) => {
    said += String(text);
    if (said.includes('[2/3]')) first.kill('SIGKILL');
  });
  await first;
  expect(said.split('\n').filter((line) => line.startsWith('['))).toEqual([
    expect.stringMatching(/(fine|edited)\.json: /),
    expect.stringMatching(/(fine|edited)\.json: /),
  ]);
  expect(said).toContain('building again on context first');
  expect(said).toContain('building again on context second');

  // Those two are not built a second time; of the others one does nothing wrong.
  const fills = await submit('fills', `FROM ${BASE} AS builder\nRUN fallocate -l 6G /full && sleep 86400\n`);
  const also = await submit('also', `${honest('app')}LABEL also=fine\n`);
  const limited = [...options, '--disk-limit', '4', '--time-limit', '30'];
  const { stdout, stderr, exitCode } = await start([fills, hangs, fine, edited, also], limited, config);
  expect(exitCode).toBe(1);
  expect(stderr.match(/known from before/g)).toHaveLength(2);
  for (const file of [fine, also])
    expect(answerOf(stdout, file)).toMatchObject({
      status: 'agrees',
      differences: [],
      counts: { unknown: 0 },
    });
  const differs = answerOf(stdout, edited);
  expect(differs?.status).toBe('differs');
  expect(differs?.differences.map(({ check }) => check)).toContain('user.nonroot');
  expect(answerOf(stdout, hangs)).toMatchObject({ status: 'unknown' });
  expect(answerOf(stdout, hangs)?.reason).toContain('(--time-limit)');
  expect(answerOf(stdout, fills)).toMatchObject({ status: 'unknown' });
  expect(answerOf(stdout, fills)?.reason).toContain('(--disk-limit)');
  // Nothing of a submission stays, whether it was done, stopped or killed.
  expect(await containersOf(engine, BASE)).toBe(0);
});

it('gives builds and containers no network, unless it is allowed, and never blames for that', async () => {
  const asks = `FROM ${BASE} AS builder\nFROM ${BASE} AS production\nRUN ip route | grep -q default\nUSER 1000\n`;
  const file = await submit('asks', asks);
  const denied = await start([file], ['--disk-limit', '1000']);
  expect(denied.exitCode).toBe(3);
  expect(answerOf(denied.stdout, file)).toMatchObject({ status: 'unknown', differences: [] });
  expect(answerOf(denied.stdout, file)?.reason).toContain('--network');
  const allowed = await start([file], ['--network', '--disk-limit', '1000']);
  expect(answerOf(allowed.stdout, file)?.status).not.toBe('unknown');
});

it('starts several containers of two clients at once in a closed network', async () => {
  const other = await testEngine();
  try {
    const before = (await engine.ours()).filter(({ name }) => name.startsWith('docker-labs-closed'));
    for (const thing of before) await engine.remove(thing);
    const run = async (client: Engine) => {
      const network = await client.tools?.closedNetwork();
      return client.start({ image: BASE, command: ['sleep', '60'], ...(network ? { network } : {}) });
    };
    const all = await Promise.allSettled([engine, other, engine, other].map(run));
    for (const one of all) if (one.status === 'fulfilled') await one.value.remove();
    expect(all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);
  } finally {
    await other.close();
  }
});
