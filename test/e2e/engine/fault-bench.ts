import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { execa } from 'execa';
import { folderWith, TINY } from '../../helpers/course-files.ts';
import { copyBusybox } from './busybox.ts';
import { type PrivateDocker, startPrivateEngine } from './private-engine.ts';

const PROGRAM = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
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

/** An engine that a test may end, with a disk that is soon full, and a static busybox to build images of. */
export interface FaultBench {
  engine: PrivateDocker;
  docker: Docker;
  busybox: string;
  close(): Promise<void>;
}

/** Needs root and a dockerd: `noPrivateEngine`. */
export async function startFaultBench(): Promise<FaultBench> {
  const disk = await mkdtemp('/var/lib/docker-labs-disk-');
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${ROOM}`, 'tmpfs', disk]);
  const busybox = `${disk}.busybox`;
  let engine: PrivateDocker | undefined;
  const close = async () => {
    await engine?.stop();
    await execa('umount', ['--lazy', disk], { reject: false });
    for (const path of [disk, busybox]) await rm(path, { recursive: true, force: true });
  };
  try {
    await copyBusybox(busybox);
    engine = await startPrivateEngine({ data: disk });
  } catch (error) {
    await close();
    throw error;
  }
  const docker = new Docker({ socketPath: engine.host.slice('unix://'.length) });
  return { engine, docker, busybox, close };
}

/** How the program ended; `code` is null where a signal killed it. */
export interface Ended {
  code: number | null;
  out: string;
  /** The most memory it ever held, in bytes. */
  peak: number;
}

/** A workspace of a course with one lab of one step, on the bench's engine. */
export async function judgedLab({ engine, docker, busybox }: FaultBench) {
  const folder = await folderWith({
    ...TINY,
    'labs/01-one/lab.yaml': (TINY['labs/01-one/lab.yaml'] ?? '').replace('{ id: user.nonroot }', CHECKS),
    'labs/01-one/starter/note': `${Date.now()} ${Math.random()}`,
  });
  const lab = join(folder.dir, 'docker-labs/01-one');
  const options = (host = engine.host) => ({
    cwd: folder.dir,
    env: { DOCKER_HOST: host, HOME: folder.dir, CI: 'true' },
    reject: false as const,
  });
  const args = (...words: string[]) => [PROGRAM, ...words, '--labs', join(folder.dir, 'labs')];
  const run = (...words: string[]) => execa(process.execPath, args(...words), options());
  await run('start');
  await copyFile(busybox, join(lab, 'busybox'));
  return {
    dir: folder.dir,
    remove: folder.remove,
    options,
    args,
    run,
    /** Writes a file of the lab. */
    write: (name: string, text: string) => writeFile(join(lab, name), text),
    /** The lab's Dockerfile: a busybox, then these lines. */
    dockerfile: (text: string) => writeFile(join(lab, 'Dockerfile'), START + text),
    /** What is recorded, as the file has it; empty where nothing is. */
    progress: () =>
      readFile(join(folder.dir, 'docker-labs/.docker-labs/progress.json'), 'utf8').catch(() => ''),
    /** How many containers of ours the engine has. */
    ours: async () =>
      (await docker.listContainers({ all: true, filters: { label: ['dev.docker-labs=true'] } })).length,
    /** `check --json` under way. */
    begin(host?: string) {
      const child = spawn(process.execPath, args('check', '--json', '--engine', 'docker'), {
        ...options(host),
        env: { ...process.env, ...options(host).env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let peak = 0;
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.stderr.resume();
      const measuring = setInterval(async () => {
        const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024);
      }, 200);
      const ended = new Promise<Ended>((resolve) =>
        child.on('close', (code) => {
          clearInterval(measuring);
          resolve({ code, out, peak });
        }),
      );
      return { child, ended };
    },
  };
}
export type JudgedLab = Awaited<ReturnType<typeof judgedLab>>;

/** Waits until it holds, for a minute and more on a slow machine. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await holds().catch(() => false)) return;
    await sleep(400);
  }
  throw new Error(`${what}: never`);
}

/** A build step that is at work is a container to runc, but not to the engine: its process tells. */
export const stepAtWork = async (seconds: number): Promise<boolean> =>
  (await execa('pgrep', ['-xf', `sleep ${seconds}`], { reject: false })).exitCode === 0;

/** Verdicts by check of `check --json`. @throws where it did not come to verdicts: what it said instead */
export function verdicts(out: string): { id: string; status: string; actual: string }[] {
  if (!out.includes('"labs"')) throw new Error(`no verdicts: ${out}`);
  return JSON.parse(out).labs[0].steps[0].checks;
}
