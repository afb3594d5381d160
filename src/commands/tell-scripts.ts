import type { Lab } from '../course/types.ts';
import { mayRunScripts, scriptsOf } from '../session/scripts.ts';
import { words } from '../text/words.ts';
import type { Setup } from './setup.ts';

/** Says which scripts of the learner's are about to be run, and how; before the first time only. */
export function tellScripts({ progress }: Setup, lab: Lab): void {
  if (mayRunScripts(lab, progress.read())) return;
  process.stderr.write(`${words.runs(lab.folder, scriptsOf(lab))}\n`);
}
