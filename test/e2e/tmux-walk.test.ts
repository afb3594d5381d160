import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasTmux, Tmux } from '../helpers/tmux.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = join(root, 'dist', 'cli.js');
const SOLUTION = readFileSync(join(root, 'solutions', '01-basic', 'Dockerfile.basic'), 'utf8');
const here = await hasTmux();
if (!here) console.log('tmux-walk: skipped, tmux is not on this machine (apt-get install tmux)');

/** Builds and containers on a slow machine. */
const BUILD = 240;

let dir: string;
let tmux: Tmux;
const start = `node ${PROGRAM} start --dir ws; echo ENDED $?`;
const dockerfile = () => join(dir, 'ws', '01-basic', 'Dockerfile.basic');

async function open(columns: number, rows: number, env: Record<string, string> = {}): Promise<void> {
  tmux = await Tmux.open({ columns, rows, cwd: dir, env: { LANG: 'C.UTF-8', ...env } });
}

/** The shell has its terminal back: main screen, cursor, line editing and echo. */
async function expectShell(code: number): Promise<void> {
  await tmux.shows(`ENDED ${code}`);
  expect(await tmux.modes()).toBe('0 1');
  await tmux.line('stty -a | tr ";" "\\n" | grep -ow -e -icanon -e -echo; echo COOKED');
  const text = await tmux.shows(/^COOKED/m);
  expect(text).not.toMatch(/^-(icanon|echo)/m);
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-walk-'));
});
afterEach(async () => {
  await tmux?.close();
  rmSync(dir, { recursive: true, force: true });
});

describe.skipIf(!here)('Lab 1 in a real terminal, on the engine', () => {
  it('wrong answer, verdict, editor, fix, pass, quit, resume', async () => {
    // The editor of this walk mends what is wrong at the line it is opened at, as a learner would.
    const editor = join(dir, 'vi');
    writeFileSync(
      editor,
      '#!/bin/sh\necho "EDITOR AT $1"; sleep 1\nsed -i "s/^USER root/USER nodejs/" "$2"\n',
    );
    chmodSync(editor, 0o755);
    await open(100, 30, { EDITOR: editor, DOCKER_HOST: process.env.DOCKER_HOST ?? '' });

    await tmux.line(start);
    await tmux.shows('Go on with lab 1: See the naive image');
    await tmux.shows('· BuildKit');
    await tmux.press('Enter');
    await tmux.shows('You ship a small web service');
    expect(existsSync(dockerfile())).toBe(true);

    for (let step = 1; step < 6; step += 1) await tmux.press('n');
    await tmux.shows('6 Not as root');
    writeFileSync(dockerfile(), SOLUTION.replace('USER nodejs', 'USER root'));
    const line = SOLUTION.split('\n').indexOf('USER nodejs') + 1;
    await tmux.shows(`Look at user.nonroot: Dockerfile.basic, line ${line}`);

    await tmux.press('Enter');
    const verdict = await tmux.shows(`${line}  USER root`);
    expect(verdict).toContain('✗ user.nonroot');
    expect(verdict).toMatch(/expected +a user other than root/);

    await tmux.press('b');
    await tmux.shows(/(built|did not build) 1 Basic/, BUILD);
    await tmux.press('Enter');
    await tmux.shows(/✗ user\.nonroot/);
    await tmux.shows('judged');

    await tmux.press('e');
    await tmux.shows(`EDITOR AT +${line}`);
    await tmux.shows(/◐ user\.nonroot/);
    expect(readFileSync(dockerfile(), 'utf8')).toContain('USER nodejs');
    await tmux.press('b');
    await tmux.shows('built 1 Basic', BUILD);
    await tmux.press('Enter');
    await tmux.shows(/✓ user\.nonroot/);
    await tmux.shows('This step holds. Next: It starts, answers and stops');

    await tmux.press('n');
    await tmux.shows('7 It starts, answers and stops');
    await tmux.resize(60, 16);
    await tmux.shows('Lab 1 › 7 It starts');
    await tmux.resize(100, 30);
    await tmux.shows('1 Basic multi-stage build › 7');
    await tmux.press('q');
    await expectShell(0);

    await tmux.line('clear');
    await tmux.line(start);
    await tmux.shows('You stopped at  1 · step 7');
    await tmux.press('Enter');
    await tmux.shows('7 It starts, answers and stops');
    await tmux.press('q');
    await expectShell(0);
    const progress = JSON.parse(readFileSync(join(dir, 'ws', '.docker-labs', 'progress.json'), 'utf8'));
    expect(progress.resume).toEqual({ lab: 'basic', step: 'run' });
    expect(progress.labs.basic['non-root']).toMatchObject({ status: 'pass' });
    expect(progress.labs.basic['non-root'].seconds).toBeGreaterThan(0);
  });
});

describe.skipIf(!here)('the terminal without an engine', () => {
  const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

  it('starts in the practice engine and says so, and what was tried', async () => {
    await open(80, 24, env);
    await tmux.line(start);
    await tmux.shows('practice engine');
    await tmux.press('d');
    await tmux.shows('DOCKER_HOST');
    await tmux.shows('look again');
    await tmux.press('m', 'Enter', 'n');
    await tmux.shows('2 Two named stages');
    writeFileSync(dockerfile(), SOLUTION);
    await tmux.shows('◐ stages.count');
    await tmux.press('b');
    await tmux.shows('built 1 Basic');
    await tmux.press('Enter');
    await tmux.shows('This step holds');
    await tmux.press('q');
    await expectShell(0);
    const progress = JSON.parse(readFileSync(join(dir, 'ws', '.docker-labs', 'progress.json'), 'utf8'));
    expect(progress.labs.basic['two-stages'].status).toBe('practised');
  });

  it.each([
    ['C-c', ''],
    ['', 'SIGTERM'],
    ['', 'SIGHUP'],
    ['', 'SIGINT'],
  ])('leaves the terminal as it was after %s%s', async (key, signal) => {
    await open(80, 24, env);
    await tmux.line(start);
    await tmux.shows('Go on with lab 1');
    expect(await tmux.modes()).toBe('1 0');
    if (key) await tmux.press(key);
    else killIn(dir, signal);
    await expectShell(130);
  });

  it('leaves the terminal as it was when it crashes', async () => {
    const crash = join(dir, 'crash.cjs');
    writeFileSync(crash, 'process.on("SIGUSR2", () => { throw new Error("a fault of the program"); });\n');
    await open(80, 24, { ...env, NODE_OPTIONS: `--require=${crash}` });
    await tmux.line(start);
    await tmux.shows('Go on with lab 1');
    killIn(dir, 'SIGUSR2');
    await tmux.shows('a fault of the program');
    await expectShell(1);
  });
});

/** Sends a signal to the program that runs with its workspace in a folder. */
function killIn(folder: string, signal: string): void {
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (
        readlinkSync(`/proc/${pid}/cwd`) === folder &&
        command.includes(PROGRAM) &&
        command.startsWith('node')
      ) {
        process.kill(Number(pid), signal);
      }
    } catch {
      // a process that ended meanwhile
    }
  }
}
