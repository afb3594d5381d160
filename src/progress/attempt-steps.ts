import type { VerdictStatus } from '../checks/types.ts';
import type { Lab, Step } from '../course/types.ts';
import type { Attempt } from './attempt.ts';
import { stepOutcome } from './record.ts';

type Checks = Attempt['steps'][number]['checks'];

/** Does an attempt have exactly the checks that the course has for a step? */
export function isOf(step: Step, checks: Checks): boolean {
  return (
    step.checks.length === checks.length && step.checks.every(({ id }, index) => checks[index]?.id === id)
  );
}

/** What an attempt says of the checks that a step requires. */
export function requiredOf(step: Step, checks: Checks): VerdictStatus[] {
  const required: VerdictStatus[] = [];
  for (const [index, { status }] of checks.entries()) {
    if (step.checks[index]?.required !== false) required.push(status);
  }
  return required;
}

/**
 * How a lab stood in one attempt taken by itself: how many of its steps held (or were practised), and whether one failed.
 * A step that the attempt did not judge, or as another version of the course had it, did not hold.
 */
export function standingIn(
  { steps, confidence }: Pick<Attempt, 'steps' | 'confidence'>,
  lab: Lab,
): { held: number; of: number; fails: boolean } {
  const judged = lab.steps.flatMap((step) => {
    const checks = steps.find(({ id }) => id === step.id)?.checks;
    return checks && isOf(step, checks) ? [requiredOf(step, checks)] : [];
  });
  const fails = judged.some((required) => required.includes('fail'));
  const outcomes = judged.map((required) => stepOutcome(required, 'open', confidence === 'measured', fails));
  const held = outcomes.filter((outcome) => outcome === 'pass' || outcome === 'practised').length;
  return { held, of: lab.steps.length, fails };
}
