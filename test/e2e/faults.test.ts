import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { folderWith, TINY } from '../helpers/course-files.ts';
import { noPrivateEngine } from '../helpers/private-docker.ts';
import { copyBusybox } from './engine/busybox.ts';
import { type PrivateDocker, startPrivateEngine } from './engine/private-engine.ts';

// The program itself, on an engine of its own that is taken away, filled up and misled. Whatever happens: the verdict
// is `error` or `unknown` with a sentence, progress is what it was, and nothing of ours is left running.
const obstacle = noPrivateEngine();
if (obstacle !== undefined) console.log(`tests of an engine's faults skipped: ${obstacle}`);

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** Room of the engine's disk; what does not fit is a full disk. */
const ROOM = '160m';
const START = `FROM scratch
COPY busybox /bin/sh
COPY busybox /bin/sleep
COPY busybox /bin/yes
COPY busybox /bin/head
COPY note /note
`;
const CHECKS =
  '{ id: build.succeeds }\n      - { id: user.nonroot }\n      - { id: run.user, args: { uid: 1000 } }';

let engine: PrivateDocker;
let docker: Docker;
let disk: string;
let busybox: string;
let folder: Awaited<ReturnType<typeof folderWith>>;
let lab: string;

describe.skipIf(obstacle !== undefined)('faults of the engine', () => {
  beforeAll(async () => {
    disk = await mkdtemp('/var/lib/docker-labs-disk-');
    await execa('mount', ['-t', 'tmpfs', '-o', `size=${ROOM}`, 'tmpfs', disk]);
    engine = await startPrivateEngine({ data: disk });
    busybox = `${disk}.busybox`;
    await copyBusybox(busybox);
    docker = new Docker({ socketPath: engine.host.slice('unix://'.length) });
  });
  afterAll(async () => {
    await engine?.stop();
    if (disk) {
      await execa('umount', ['--lazy', disk], { reject: false });
      for (const path of [disk, busybox]) await rm(path, { recursive: true, force: true });
    }
  });
  beforeEach(async () => {
    // A test that failed half-way may have left it ended.
    if (!(await docker.ping().catch(() => false))) await engine.up();
    folder = await folderWith({
      ...TINY,
      'labs/01-one/lab.yaml': (TINY['labs/01-one/lab.yaml'] ?? '').replace('{ id: user.nonroot }', CHECKS),
      'labs/01-one/starter/note': `${Date.now()} ${Math.random()}`,
    });
    await run('start');
    lab = join(folder.dir, 'docker-labs/01-one');
    await copyFile(busybox, join(lab, 'busybox'));
  });
  afterEach(async () => {
    await folder.remove();
  });

  const options = (host = engine.host) => ({
    cwd: folder.dir,
    env: { DOCKER_HOST: host, HOME: folder.dir, CI: 'true' },
    reject: false as const,
  });
  const args = (...words: string[]) => [PROGRAM, ...words, '--labs', join(folder.dir, 'labs')];
  const run = (...words: string[]) => execa(process.execPath, args(...words), options());
  /** `check --json` under way; `said` waits for a line of its standard error. */
  const begin = (host?: string) => {
    const child = spawn(process.execPath, args('check', '--json', '--engine', 'docker'), {
      ...options(host),
      env: { ...process.env, ...options(host).env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.resume();
    const ended = new Promise<{ code: number | null; signal: string | null; out: string }>((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal, out })),
    );
    return { child, ended };
  };
  const dockerfile = (text: string) => writeFile(join(lab, 'Dockerfile'), START + text);
  const progress = () =>
    readFile(join(folder.dir, 'docker-labs/.docker-labs/progress.json'), 'utf8').catch(() => '');
  const running = async () =>
    (await docker.listContainers({ filters: { label: ['dev.docker-labs=true'] } })).length;
  /** Verdicts by check: none is a failure of the learner's, each has its sentence. */
  const judged = (out: string) => {
    const checks = JSON.parse(out).labs[0].steps[0].checks as {
      id: string;
      status: string;
      actual: string;
    }[];
    for (const check of checks) {
      expect(check.status, `${check.id}: ${check.actual}`).not.toBe('fail');
      expect(check.actual).not.toBe('');
    }
    return Object.fromEntries(checks.map(({ id, status }) => [id, status]));
  };
  it('a socket that may not be used is said, with what to do', async () => {
    // Another user; the way to the socket is open to all, the socket is not.
    await execa('chmod', ['755', join(engine.host.slice('unix://'.length), '..')]);
    await execa('chmod', ['-R', 'a+rwX', folder.dir]);
    const { exitCode, stdout } = await execa(
      process.execPath,
      args('check', '--json', '--engine', 'docker'),
      {
        ...options(),
        uid: 65534,
        gid: 65534,
      },
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout).error.message + JSON.parse(stdout).error.tryNext).toMatch(
      /may not|permission/i,
    );
  });

  it('a full disk of the engine', async () => {
    await writeFile(join(lab, 'large'), '');
    await truncate(join(lab, 'large'), 400_000_000);
    await dockerfile('COPY large /large\nUSER 1000\n');
    const { code, out } = await begin().ended;
    expect(code).toBe(3);
    expect(judged(out)['build.succeeds']).toBe('error');
    expect(out).toContain("The engine's disk is full");
    await docker.pruneImages({ filters: { dangling: { true: true } } });
  });

  it('two docker-labs at once in one workspace, both recorded', async () => {
    await dockerfile('CMD ["sleep", "100"]\n');
    const both = await Promise.all([begin().ended, begin().ended]);
    expect(both.map(({ code }) => code)).toEqual([1, 1]);
    expect(JSON.parse(await progress()).labs.one.first.tries).toBe(2);
    expect(await running()).toBe(0);
  });
});
