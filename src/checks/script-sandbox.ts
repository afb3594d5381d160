import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { Interrupted, NotJudgeable } from '../errors.ts';
import { onPath } from '../scan/run-program.ts';
import { sanitise, sanitiseLine } from '../text/sanitise.ts';

export interface ScriptRun {
  /** Absolute: the folder that is copied. */
  dir: string;
  /** The script in it, with `/`. */
  path: string;
  /** From somebody else's course: then it is not run. */
  foreign?: boolean;
  args: string[];
  /** The shell that reads it. */
  shell: 'bash' | 'sh';
  /** Name -> text of the commands that stand in for the real ones: first on PATH. */
  commands: Record<string, string>;
  env?: Record<string, string>;
  /** Gets the copy and its home ready before the script starts; both absolute folders. */
  prepare?: (copy: string, home: string) => Promise<void>;
  /** Each piece of its output as it comes, sanitised. */
  onOutput?: (text: string) => void;
  /** Milliseconds. */
  timeout?: number;
  signal?: AbortSignal | undefined;
}

export interface ScriptResult {
  /** Undefined when it was ended: see `timedOut`. */
  exitCode: number | undefined;
  timedOut: boolean;
  /** stdout and stderr in the order in which they came, sanitised. */
  output: string;
  /**
   * Each call of a stand-in, in order: its name, then its arguments exactly as they came; and what stand-ins noted
   * themselves, in the same form.
   */
  calls: string[][];
}

/** Folders that no script needs, and that may be large. */
const LEFT_OUT = new Set(['node_modules', '.git', '.docker-labs']);
/** @param path of a file or folder */
export const isLeftOut = (path: string): boolean => LEFT_OUT.has(basename(path));

const TIMEOUT = 15_000;
const MAX_OUTPUT = 256 * 1024;

/**
 * Nothing that somebody else's course brings is run on this machine.
 *
 * @throws NotJudgeable that says how to allow it
 */
export function refuseForeign({ foreign, path }: Pick<ScriptRun, 'foreign' | 'path'>): void {
  if (!foreign) return;
  throw new NotJudgeable(
    `This runs ${sanitiseLine(path)} on this machine, which is not done for a course other than docker-labs' own.`,
    'If you trust the course and have read the script, set DOCKER_LABS_TRUST_COURSE=1.',
    'tool-broke',
  );
}

/**
 * Runs a learner's script in a temporary copy of its folder: with a home of its own, without the learner's
 * variables and logins, without a way to the container engine, and with stand-ins first on PATH.
 *
 * That keeps a mistake from doing harm, not malice: it runs with the reader's rights. So nothing of a foreign course
 * is run at all.
 *
 * @throws NotJudgeable without that shell, and for a script of a foreign course; Interrupted
 */
export async function runScript(run: ScriptRun): Promise<ScriptResult> {
  refuseForeign(run);
  if (!(await onPath(run.shell))) {
    throw new NotJudgeable(
      `This runs the script, and there is no ${run.shell} on this machine.`,
      'Install bash (on Windows: use WSL), or judge it on a machine that has it.',
      'tool-broke',
    );
  }
  const root = await mkdtemp(join(tmpdir(), 'docker-labs-script-'));
  try {
    // As the lab's folder is called: scripts look at such things.
    const copy = join(root, basename(run.dir));
    const [bin, home, log] = [join(root, 'bin'), join(root, 'home'), join(root, 'calls')];
    await cp(run.dir, copy, { recursive: true, filter: (path) => !isLeftOut(path) });
    await mkdir(bin);
    await mkdir(home);
    await writeFile(log, '');
    for (const [name, text] of Object.entries(run.commands)) {
      await writeFile(join(bin, name), recording(text, name, log));
      await chmod(join(bin, name), 0o755);
    }
    await run.prepare?.(copy, home);
    const ended = await start(run, copy, { bin, home });
    return { ...ended, calls: parseCalls(await readFile(log)) };
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A stand-in notes how many words it was called with, and each of them, before it plays; `note` notes more. */
function recording(text: string, name: string, log: string): string {
  return `#!/bin/sh
note() { printf '%s\\0' "$#" "$@" >> ${shellQuoted(log)}; }
note '${name}' "$@"
${text}`;
}

/** A text as one word of a shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function parseCalls(bytes: Buffer): string[][] {
  const words = bytes.toString('utf8').split('\0');
  const calls: string[][] = [];
  for (let at = 0; at < words.length - 1; ) {
    const count = Number(words[at]);
    calls.push(words.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return calls;
}

async function start(
  { path, args, shell, env = {}, timeout = TIMEOUT, onOutput, signal }: ScriptRun,
  cwd: string,
  { bin, home }: { bin: string; home: string },
): Promise<Omit<ScriptResult, 'calls'>> {
  if (signal?.aborted) throw new Interrupted();
  const child = execa(shell, [`./${path}`, ...args], {
    cwd,
    extendEnv: false,
    env: { ...bare(home), PATH: [bin, ...systemPath()].join(delimiter), ...env },
    stdin: 'ignore',
    all: true,
    reject: false,
    maxBuffer: MAX_OUTPUT,
    // A group of its own, so that what the script started ends with it.
    detached: process.platform !== 'win32',
    cleanup: true,
  });
  if (onOutput) child.all?.on('data', (piece: Buffer | string) => onOutput(sanitise(String(piece))));
  let timedOut = false;
  const end = () => killGroup(child.pid);
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeout);
  signal?.addEventListener('abort', end, { once: true });
  try {
    const { exitCode, all } = await child;
    if (signal?.aborted) throw new Interrupted();
    return {
      exitCode: timedOut ? undefined : exitCode,
      timedOut,
      output: sanitise(String(all ?? '').slice(0, MAX_OUTPUT)),
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    end();
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

/** No variable of the learner's but what a shell needs; no login, no way to an engine. */
function bare(home: string): Record<string, string> {
  const kept = ['LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'COMSPEC', 'PATHEXT'];
  const passed = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...(Object.fromEntries(passed) as Record<string, string>),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TERM: 'dumb',
    DOCKER_CONFIG: join(home, '.docker'),
    DOCKER_HOST: 'unix:///docker-labs/there-is-no-engine-here',
  };
}

/** The reader's own PATH, so that `env bash`, `jq` and the like are found; the stand-ins come before it. */
function systemPath(): string[] {
  const own = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...own, dirname(process.execPath)];
}
