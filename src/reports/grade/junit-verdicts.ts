import type { Verdict } from '../../checks/types.ts';
import type { Graded, GradedStep } from './types.ts';

/**
 * A class as verdicts, a step of a learner each, for the JUnit report: what is open or practised is `unknown`. One that was
 * built again has a verdict on that, too, with each check that differs.
 */
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
      ...rebuiltVerdict(who, one.rebuilt),
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

function rebuiltVerdict(who: string, rebuilt: Graded['rebuilt']): Verdict[] {
  if (!rebuilt) return [];
  const status = { agrees: 'pass', differs: 'fail', unknown: 'unknown' } as const;
  const differs = rebuilt.differences.map(
    ({ lab, step, check, claimed, rebuilt: now, actual }) =>
      `${lab}/${step} ${check}: said ${claimed}, built again ${now} (${actual})`,
  );
  const found =
    rebuilt.status === 'differs' ? `differs: ${differs.join('; ')}` : rebuilt.reason || rebuilt.status;
  return [verdict(`${who}: built again`, status[rebuilt.status], 'what the export says', found)];
}

function statusOf({ status }: GradedStep): Verdict['status'] {
  return status === 'pass' || status === 'fail' ? status : 'unknown';
}

function verdict(id: string, status: Verdict['status'], expected: string, actual: string): Verdict {
  const common = { required: true, confidence: 'measured' as const, why: '', tryNext: '' };
  return { id, status, expected, actual, evidence: [], ...common };
}
