import { recordReport, withStep } from '../progress/record.ts';
import type { Progress } from '../progress/types.ts';
import type { Effect } from './effects.ts';

/** The change of the progress that an effect asks for; undefined for the other effects. */
export function progressChange(effect: Effect): ((progress: Progress) => Progress) | undefined {
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
    default:
      return undefined;
  }
}
