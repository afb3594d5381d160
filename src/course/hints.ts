import type { Step } from './types.ts';

/**
 * The hints of a step in the order to show them: those made for a check that fails at the moment, then
 * the general ones, then those for checks that hold; from a nudge to nearly the answer within each.
 *
 * @param failing ids of the checks that fail
 */
export function hintsFor(step: Step, failing: readonly string[]): string[] {
  const rank = (hint: Step['hints'][number]) =>
    typeof hint === 'string' || hint.for === undefined ? 1 : failing.includes(hint.for) ? 0 : 2;
  return [0, 1, 2].flatMap((wanted) =>
    step.hints
      .filter((hint) => rank(hint) === wanted)
      .map((hint) => (typeof hint === 'string' ? hint : hint.text)),
  );
}
