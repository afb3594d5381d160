import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { execa } from 'execa';
import { likeTheProgram } from '../bundle.mjs';

/** What one start of a program in a terminal took. */
export interface Start {
  /** From the start of the process to the first screen, milliseconds. */
  ms: number;
  /** Resident memory of the process once it is idle, bytes. */
  resident: number;
}

/** How long a program is left alone before its memory is looked at. Milliseconds. */
const IDLE = 1500;

/**
 * Starts a program in a pseudo-terminal (util-linux's `script`), waits for a text of its first screen, and ends it.
 *
 * @param shown what the first screen says
 */
export async function startInTerminal(command: string[], cwd: string, shown: RegExp): Promise<Start> {
  const pidFile = join(cwd, 'pid');
  const quoted = command.map((word) => `'${word}'`).join(' ');
  const line = `stty rows 40 cols 120; echo $$ > '${pidFile}'; exec ${quoted}`;
  const { CI: _, ...env } = process.env;
  const started = performance.now();
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color' },
  });
  const ms = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${command.join(' ')} ended early: ${text.slice(-300)}`)));
    child.stdout.on('data', (piece) => {
      text += piece;
      if (shown.test(text)) resolve(performance.now() - started);
    });
  });
  await sleep(IDLE);
  const pid = readFileSync(pidFile, 'utf8').trim();
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(Number(pid), 'SIGTERM');
  await ended;
  return { ms, resident };
}

/** The floor: the least app that ink can be, bundled as docker-labs is. */
export async function minimalApp(dir: string, sources: string): Promise<string> {
  mkdirSync(join(dir, 'minimal'));
  const entry = join(dir, 'minimal', 'app.mjs');
  await build({
    ...likeTheProgram,
    plugins: [], // ink with what it brings itself
    stdin: {
      contents: `import { createElement } from 'react'; import { render, Text, useInput } from 'ink';
        const App = () => { useInput(() => {}); return createElement(Text, null, 'ready'); };
        render(createElement(App));`,
      resolveDir: sources,
    },
    outdir: join(dir, 'minimal'),
    entryNames: 'app',
    outExtension: { '.js': '.mjs' },
  });
  return entry;
}

/** learnyounode, installed for this run alone; undefined where npm cannot get it. */
export async function learnyounode(dir: string): Promise<string | undefined> {
  const folder = join(dir, 'peer');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  const args = [
    'install',
    'learnyounode@4',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const run = await execa('npm', args, { cwd: folder, reject: false });
  return run.exitCode === 0 ? join(folder, 'node_modules', 'learnyounode', 'bin', 'learnyounode') : undefined;
}
