import type { Lab } from '../course/types.ts';
import type { Attempt } from '../progress/attempt.ts';
import { heldSteps } from '../progress/summary.ts';
import { labOf, record } from './select.ts';
import type { Place, SessionState } from './state.ts';

/** Builds with changed files after which the finished answer is offered. */
export const HONEST_TRIES = 3;

/** The open lab's attempts, newest first; undefined until they are read. */
export function attemptsOf(state: SessionState): Attempt[] | undefined {
  return state.attempts[state.at.lab]?.toReversed();
}

/** The chosen attempt of the timeline, with its place in it. */
export function chosenAttempt(state: SessionState): { attempt: Attempt; index: number } | undefined {
  const all = attemptsOf(state) ?? [];
  const index = Math.max(
    0,
    all.findIndex((one) => one.number === state.timeline.chosen),
  );
  const attempt = all[index];
  return attempt && { attempt, index };
}

/**
 * Tries at a step that were honest: builds that the learner asked for while the step did not hold, each with other
 * files than all before. Building the same files again is none.
 */
export function honestTries(state: SessionState, place: Place = state.at): number {
  const tried = (state.attempts[place.lab] ?? []).filter(({ asked, steps }) => {
    const checks = steps.find((step) => step.id === place.step)?.checks ?? [];
    return asked && checks.some((check) => check.status === 'fail');
  });
  return new Set(tried.map(({ files }) => files.map((file) => `${file.path} ${file.sha256}`).join('\n')))
    .size;
}

/** Does every step of the lab hold, on a real engine or practised? */
export function labHolds(state: SessionState, lab: Lab = labOf(state, state.at.lab)): boolean {
  return heldSteps(lab, state.progress) === lab.steps.length;
}

/** Is the finished answer offered: after a pass of the lab, or after several honest tries at the open step? */
export function solutionOffered(state: SessionState): boolean {
  return labHolds(state) || record(state).solutionSeen || honestTries(state) >= HONEST_TRIES;
}

/** The size of the lab's first image in an attempt, bytes; undefined where it was not built. */
export function sizeIn(lab: Lab, { images }: Attempt): number | undefined {
  const [first] = Object.keys(lab.manifest.images);
  return images.find(({ name }) => name === first)?.size;
}
