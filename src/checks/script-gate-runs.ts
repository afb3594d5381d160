import type { Script } from './script-file.ts';
import { standIns } from './script-plays.ts';
import { runScript, type ScriptResult } from './script-sandbox.ts';

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
  /** With a second argument; absent where nobody asks for it. */
  other?: ScriptResult;
}

/** Runs the script with scanners that find nothing, find something and crash. */
export async function playGate(script: Script, withSeverities: boolean): Promise<GateRuns> {
  const play = (what: 'clean' | 'findings' | 'crash', args: string[]) =>
    runScript({
      dir: script.dir,
      path: script.path,
      foreign: script.foreign,
      args,
      shell: script.interpreter === 'sh' || script.interpreter === 'dash' ? 'sh' : 'bash',
      commands: standIns(what),
    });
  const [clean, findings, crash, odd, other] = await Promise.all([
    play('clean', [IMAGE]),
    play('findings', [IMAGE]),
    play('crash', [IMAGE]),
    play('clean', [ODD_IMAGE]),
    withSeverities ? play('clean', [IMAGE, OTHER_SEVERITIES]) : undefined,
  ]);
  return { clean, findings, crash, odd, ...(other ? { other } : {}) };
}
