import type { Verdict } from '../../checks/types.ts';
import type { Graded, GradedStep } from './types.ts';

/** A class as verdicts, a step of a learner each, for the JUnit report: what is open or practised is `unknown`. */
export function gradeVerdicts(graded: readonly Graded[]): Verdict[] {
  return graded.flatMap((one) => {
    const who = one.learner.name === '' ? one.file : `${one.learner.name} ${one.learner.id}`.trim();
    const sound = one.integrity === 'intact';
    return [
      verdict(
        `${who}: export`,
        sound ? 'pass' : 'fail',
        'an intact export',
        one.reason || one.flags.join('; ') || 'intact',
      ),
      ...one.labs.flatMap((lab) =>
        lab.steps.map((step) =>
          verdict(
            `${who}: ${lab.id}/${step.id}`,
            statusOf(step),
            'the step holds',
            step.open.join('; ') || step.status,
          ),
        ),
      ),
    ];
  });
}

function statusOf({ status }: GradedStep): Verdict['status'] {
  return status === 'pass' || status === 'fail' ? status : 'unknown';
}

function verdict(id: string, status: Verdict['status'], expected: string, actual: string): Verdict {
  const common = { required: true, confidence: 'measured' as const, why: '', tryNext: '' };
  return { id, status, expected, actual, evidence: [], ...common };
}
