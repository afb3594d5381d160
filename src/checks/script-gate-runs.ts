import { basename } from 'node:path';
import { walkContext } from '../dockerfile/context-walk.ts';
import { fingerprintOf } from '../dockerfile/fingerprint.ts';
import type { Script } from './script-file.ts';
import { standIns } from './script-plays.ts';
import { isLeftOut, runScript, type ScriptResult } from './script-sandbox.ts';

/** What the script is asked to scan. */
export const IMAGE = 'app:scan';
/** No image is called so; whoever forgets the quotes gets several words, a file's name, or a command run. */
export const ODD_IMAGE = 'odd name:a*b;$(touch ran-a-command)';
/** Given as the second argument, to see whether it gets through. */
export const OTHER_SEVERITIES = 'LOW,MEDIUM,HIGH,CRITICAL';

/** The script's runs, each with a scanner that plays something else. */
export interface GateRuns {
  clean: ScriptResult;
  findings: ScriptResult;
  crash: ScriptResult;
  odd: ScriptResult;
  /** With a second argument. */
  other: ScriptResult;
}

interface Playing {
  runs: Promise<GateRuns>;
  /** How many rounds wait for them. */
  waiting: number;
  stop: AbortController;
}

/** Runs that are remembered: a few saves back and forth. */
const KEPT = 16;
const known = new Map<string, Playing>();

/**
 * Runs the script with scanners that find nothing, find something and crash. Twenty processes take a second, so a folder
 * of the very same contents is not played through again, however often it is saved or asked about.
 *
 * @param signal of the round that asks: when no other waits for the same runs, they are ended
 * @throws Interrupted
 */
export async function playGate(script: Script, signal?: AbortSignal): Promise<GateRuns> {
  const entries = await walkContext(script.dir, { ignores: isLeftOut, reincludes: false });
  const { path, foreign, interpreter, dir } = script;
  const key = await fingerprintOf(entries, [path, foreign, interpreter, basename(dir)]);
  const playing = known.get(key) ?? begin(script, key);
  const leave = () => {
    playing.waiting -= 1;
    if (playing.waiting > 0) return;
    if (known.get(key) === playing) known.delete(key);
    playing.stop.abort();
  };
  playing.waiting += 1;
  if (signal?.aborted) leave();
  signal?.addEventListener('abort', leave, { once: true });
  try {
    return await playing.runs;
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}

function begin(script: Script, key: string): Playing {
  const stop = new AbortController();
  const playing = { runs: play(script, stop.signal), waiting: 0, stop };
  known.set(key, playing);
  for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
  const forget = () => {
    if (known.get(key) === playing) known.delete(key);
  };
  // What a busy machine made late may be in time once more.
  playing.runs.then((all) => Object.values(all).some(({ timedOut }) => timedOut) && forget(), forget);
  return playing;
}

async function play(script: Script, signal: AbortSignal): Promise<GateRuns> {
  const run = (what: 'clean' | 'findings' | 'crash', args: string[]) =>
    runScript({
      dir: script.dir,
      path: script.path,
      foreign: script.foreign,
      args,
      shell: script.interpreter === 'sh' || script.interpreter === 'dash' ? 'sh' : 'bash',
      commands: standIns(what),
      signal,
    });
  const [clean, findings, crash, odd, other] = await Promise.all([
    run('clean', [IMAGE]),
    run('findings', [IMAGE]),
    run('crash', [IMAGE]),
    run('clean', [ODD_IMAGE]),
    run('clean', [IMAGE, OTHER_SEVERITIES]),
  ]);
  return { clean, findings, crash, odd, other };
}
