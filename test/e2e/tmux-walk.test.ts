import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverEngine } from '../../src/engine/discover.ts';
import { proxyBefore, type SocketProxy } from '../helpers/socket-proxy.ts';
import { hasTmux, signalIn, Tmux } from '../helpers/tmux.ts';

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

/** Keys at the bottom, once, whatever the size. */
async function resized(columns: number, rows: number, wanted: string): Promise<void> {
  await tmux.resize(columns, rows);
  await tmux.shows(wanted);
  const text = await tmux.shows(/q quit\s*$/);
  expect(text.match(/q quit/g)).toHaveLength(1);
}

describe.skipIf(!here)('two labs in a real terminal, on the engine', () => {
  let proxy: SocketProxy;
  const [host, tried] = ['DOCKER_HOST', process.env.DOCKER_HOST ?? ''];
  const file = (name: string) => join(dir, 'ws', name);
  const progress = () => JSON.parse(readFileSync(file('.docker-labs/progress.json'), 'utf8'));

  beforeEach(async () => {
    const { engine } = await discoverEngine({ choice: 'auto' });
    const endpoint = (await engine?.info())?.endpoint ?? tried;
    await engine?.close();
    proxy = await proxyBefore(endpoint);
  });
  afterEach(() => proxy.close());

  it('resizing, an editor, a lost engine, a kill -9 and another terminal, and every step is kept', async () => {
    // The editor of this walk mends what is wrong at the line it is opened at, as a learner would.
    const editor = join(dir, 'vi');
    const mends = 's/^USER root/USER nodejs/; s/node:18-alpine/node:24-alpine/';
    writeFileSync(editor, `#!/bin/sh\necho "EDITOR AT $1"; sleep 1\nsed -i "${mends}" "$2"\n`);
    chmodSync(editor, 0o755);
    await open(80, 24, { EDITOR: editor, [host]: proxy.url });
    await tmux.line(start);
    await tmux.shows('· BuildKit');
    await tmux.shows('Go on with lab 1: See the naive image');

    // Lab 1: wrong, and what is wrong opens in the editor
    await tmux.press('Enter');
    await tmux.shows('You ship a small web service');
    await tmux.press('6');
    await tmux.shows('6 Not as root');
    writeFileSync(dockerfile(), SOLUTION.replace('USER nodejs', 'USER root'));
    const line = SOLUTION.split('\n').indexOf('USER nodejs') + 1;
    await tmux.shows(`Look at user.nonroot: Dockerfile.basic, line ${line}`);
    await tmux.press('Enter');
    const verdict = await tmux.shows(`${line}  USER root`);
    expect(verdict).toContain('✗ user.nonroot');
    expect(verdict).toMatch(/expected +a user other than root/);
    await tmux.press('Enter');
    await tmux.shows(`EDITOR AT +${line}`);
    await tmux.shows('◐ user.nonroot');
    expect(await tmux.modes()).toBe('1 0');
    expect(readFileSync(dockerfile(), 'utf8')).toBe(SOLUTION);

    // it is built, in windows of many sizes
    await tmux.press('b');
    await tmux.shows(/(building|built) 1 Basic/);
    await resized(60, 16, '1 Basic');
    await resized(160, 50, '1 Basic');
    await resized(80, 24, '1 Basic');
    await tmux.shows('built 1 Basic', BUILD);
    await tmux.press('Enter');
    await tmux.shows('✓ user.nonroot');
    await tmux.shows('This step holds. Next: It starts, answers and stops');
    await tmux.press('n');
    await tmux.shows('7 It starts, answers and stops');
    await resized(60, 16, 'Lab 1 › 7 It starts');
    await resized(100, 30, '1 Basic multi-stage build › 7');
    await tmux.press('q');
    await expectShell(0);
    expect(progress().resume).toEqual({ lab: 'basic', step: 'run' });
    expect(progress().labs.basic['non-root']).toMatchObject({ status: 'pass' });
    expect(progress().labs.basic['non-root'].seconds).toBeGreaterThan(0);

    // On at that step; then another lab, whose engine goes in the middle of a build, and comes back
    await tmux.line('clear');
    await tmux.line(start);
    await tmux.shows('You stopped at  1 · step 7');
    await tmux.shows('· BuildKit');
    await tmux.press('5', 'Enter');
    await tmux.shows('5 Vulnerability scanning › 1');
    await tmux.press('2');
    await tmux.shows('2 A base that gets fixes');
    const scan = readFileSync(file('05-scan/Dockerfile.scan'), 'utf8');
    writeFileSync(
      file('05-scan/Dockerfile.scan'),
      scan.replace('RUN npm ci', `RUN echo ${Date.now()} && sleep 300\nRUN npm ci`), // nothing of it is in a cache
    );
    await tmux.shows('Look at base.supported: Dockerfile.scan, line 2');
    await tmux.press('b');
    await tmux.shows(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] RUN echo/);
    await proxy.cut();
    await tmux.shows('could not be judged 5 Vuln');
    await tmux.shows('The engine no longer answers');
    await tmux.press('Enter');
    await tmux.shows('engine lost');
    await proxy.restore();
    await tmux.press('b');
    await tmux.shows(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] RUN echo/);

    // The program is killed in that build: nothing is lost but the build
    signalIn(dir, PROGRAM, 'SIGKILL');
    await tmux.shows('ENDED 137');
    await tmux.raw('tput rmcup; tput cnorm; stty sane; clear');
    await tmux.line(start);
    await tmux.shows('You stopped at  5 · step 2');
    await tmux.press('Enter');
    await tmux.shows('Look at base.supported: Dockerfile.scan, line 2');
    expect(progress().labs.basic['non-root']).toMatchObject({ status: 'pass' });
    await tmux.press('e');
    await tmux.shows('EDITOR AT +2');
    await tmux.shows('◐ base.supported');
    await tmux.shows('· BuildKit');
    writeFileSync(file('05-scan/Dockerfile.scan'), scan.replaceAll('node:18-alpine', 'node:24-alpine'));
    await tmux.shows('Build app:scan');

    // It is built in another terminal: noticed, and judged
    const args = [PROGRAM, 'build', 'scan', '--dir', join(dir, 'ws')];
    await execa(process.execPath, args, { cwd: root, env: { [host]: proxy.url } });
    await tmux.shows(/app:scan(-before)? was built elsewhere, and is judged/, BUILD);
    await tmux.shows('✓ build.succeeds', BUILD);
    await tmux.shows('This step holds. Next: Prove it');
    await tmux.press('q');
    await expectShell(0);
    expect(progress().labs.scan.base).toMatchObject({ status: 'pass' });
    expect(progress().resume).toEqual({ lab: 'scan', step: 'base' });
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
    else signalIn(dir, PROGRAM, signal);
    await expectShell(130);
  });

  it('leaves the terminal as it was when it crashes', async () => {
    const crash = join(dir, 'crash.cjs');
    writeFileSync(crash, 'process.on("SIGUSR2", () => { throw new Error("a fault of the program"); });\n');
    await open(80, 24, { ...env, NODE_OPTIONS: `--require=${crash}` });
    await tmux.line(start);
    await tmux.shows('Go on with lab 1');
    signalIn(dir, PROGRAM, 'SIGUSR2');
    await tmux.shows('a fault of the program');
    await expectShell(1);
  });
});
