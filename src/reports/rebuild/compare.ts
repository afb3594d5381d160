import type { StepReport, Verdict, VerdictStatus } from '../../checks/types.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { Claim } from './claims.ts';
import type { Agreement, RebuiltCheck } from './types.ts';

export interface Compared {
  agreement: Agreement;
  check: RebuiltCheck;
}

/** A warning holds, too: whether it is given may depend on the day. */
const holds = (status: VerdictStatus): boolean => status === 'pass' || status === 'warn';

/** A lab's claims against what its files, built again, were judged to be. */
export function compareClaims(
  lab: string,
  claims: readonly Claim[],
  reports: readonly StepReport[],
): Compared[] {
  const now = new Map(reports.map((report) => [report.id, [...report.checks]]));
  return claims.map((claim) => {
    const verdict = claim.notRun ? undefined : now.get(claim.step)?.shift();
    return compared(
      lab,
      claim,
      verdict ?? 'It runs a script or a scanner, and neither is run for a submission.',
    );
  });
}

/** Claims of a lab that could not be judged at all. */
export function unjudged(lab: string, claims: readonly Claim[], why: string): Compared[] {
  return claims.map((claim) => compared(lab, claim, why));
}

function compared(lab: string, claim: Claim, found: Verdict | string): Compared {
  const verdict = typeof found === 'string' ? undefined : found;
  const rebuilt = verdict?.status ?? 'unknown';
  const judged = rebuilt !== 'unknown' && rebuilt !== 'error';
  const same = holds(rebuilt) === holds(claim.status);
  return {
    agreement: claim.notRun ? 'notRun' : !judged ? 'unknown' : same ? 'agrees' : 'differs',
    check: {
      ...{ lab, step: claim.step, check: claim.check, claimed: claim.status, rebuilt },
      actual: sanitiseLine(verdict?.actual ?? String(found), 300),
      ...(claim.earlierFiles ? { earlierFiles: true as const } : {}),
    },
  };
}
