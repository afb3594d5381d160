import { recordReport, seenSolution, withStep } from '../progress/record.ts';
import type { Progress } from '../progress/types.ts';
import type { Effect } from './effects.ts';
import { labOf } from './select.ts';
import type { SessionState } from './state.ts';

/** The change of the progress that an effect asks for; undefined for the other effects. */
export function progressChange(
  effect: Effect,
  state: SessionState,
): ((progress: Progress) => Progress) | undefined {
  switch (effect.type) {
    case 'record':
      return (progress) => recordReport(progress, effect.report, effect);
    case 'resume-at':
      return (progress) => ({ ...progress, resume: effect.place });
    case 'add-time': {
      const { place, seconds } = effect;
      return (progress) =>
        withStep(progress, place.lab, place.step, (step) => ({ seconds: step.seconds + seconds }));
    }
    case 'hint-seen': {
      const { place, count } = effect;
      return (progress) =>
        withStep(progress, place.lab, place.step, (step) => ({
          hintsSeen: Math.max(step.hintsSeen, count),
        }));
    }
    case 'solution-seen':
      return (progress) => seenSolution(progress, effect.lab, labOf(state, effect.lab).steps);
    default:
      return undefined;
  }
}
