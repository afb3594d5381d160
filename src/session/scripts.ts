import type { Lab } from '../course/types.ts';
import { stepRecord } from '../progress/record.ts';
import type { Progress } from '../progress/types.ts';
import { labOf } from './select.ts';
import type { SessionState } from './state.ts';

/** The scripts of a lab's folder that building the lab runs. */
export function scriptsOf(lab: Lab): string[] {
  return [...new Set(Object.values(lab.manifest.images).flatMap(({ pipeline }) => pipeline ?? []))];
}

/** Is there nothing to run, or was it run before, as far as is recorded? Else the learner has to be told first. */
export function mayRunScripts(lab: Lab, progress: Progress): boolean {
  if (scriptsOf(lab).length === 0) return true;
  const verdicts = lab.steps.flatMap((step) => stepRecord(progress, lab.id, step.id).verdicts);
  const measured = progress.sizes[lab.id] ?? {};
  const pushed = Object.entries(lab.manifest.images).some(
    ([name, { pipeline }]) => pipeline && measured[name],
  );
  return pushed || verdicts.some(({ stages }) => stages !== undefined);
}

/** Is it time to say what a build of the open lab will run? The practice engine runs nothing. */
export function mustTell(state: SessionState): boolean {
  const lab = labOf(state, state.at.lab);
  if (state.engine.kind === 'practice' || state.told.includes(lab.id)) return false;
  return !mayRunScripts(lab, state.progress);
}
