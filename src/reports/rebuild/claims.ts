import { resolveCheck } from '../../checks/specs.ts';
import type { VerdictStatus } from '../../checks/types.ts';
import type { Course, Lab } from '../../course/types.ts';
import type { Attempt } from '../../progress/attempt.ts';
import { canonicalJson } from '../../text/canonical.ts';
import { replay } from '../export/replay.ts';
import type { ExportDocument, ExportLab } from '../export/schema.ts';
import { EvidenceBook } from '../grade/evidence.ts';

/** What a submission says of one check, by evidence that counts. */
export interface Claim {
  step: string;
  /** Of the check in its step. */
  index: number;
  check: string;
  status: VerdictStatus;
  /** It takes a script of the learner's, or a scanner: neither is run for a submission. */
  notRun: boolean;
  earlierFiles: boolean;
}

export interface LabClaims {
  lab: Lab;
  exported: ExportLab;
  /** At least one. */
  claims: Claim[];
  /** ISO date of the lab's last attempt: what a check says of the end of a base's life depends on the day. */
  today: string;
}

/** What grading counts of a submission, lab by lab: verdicts of `unknown` and `error` claim nothing. */
export function claimsOf(document: ExportDocument, course: Course): LabClaims[] {
  const standing = replay(document.chain, course);
  const evidence = new EvidenceBook(document);
  return course.labs.flatMap((lab): LabClaims[] => {
    const exported = document.labs.find(({ id }) => id === lab.id);
    const attempts = document.chain.filter((attempt) => attempt.lab === lab.id);
    if (!exported) return [];
    const claims = lab.steps.flatMap((step) => {
      const number = standing.get(lab.id)?.get(step.id)?.attempt;
      const checks = number === undefined ? undefined : evidence.of(lab.id, step.id, number);
      if (!checks) return [];
      const earlierFiles = !isOf(
        exported,
        attempts.find((attempt) => attempt.number === number),
      );
      return checks.flatMap(({ status }, index): Claim[] => {
        const spec = step.checks[index];
        if (!spec || status === 'unknown' || status === 'error') return [];
        return [{ step: step.id, index, check: spec.id, status, notRun: isNotRun(spec), earlierFiles }];
      });
    });
    const today = (attempts.at(-1)?.at ?? document.exportedAt).slice(0, 10);
    return claims.length === 0 ? [] : [{ lab, exported, claims, today }];
  });
}

/** Are an export's files those that the attempt judged? */
function isOf({ files }: ExportLab, attempt: Attempt | undefined): boolean {
  const told = (all: Attempt['files']) =>
    canonicalJson(all.map(({ path, sha256, executable = false }) => ({ path, sha256, executable })));
  return attempt !== undefined && told(files) === told(attempt.files);
}

function isNotRun(spec: Lab['steps'][number]['checks'][number]): boolean {
  const { needs, runsScript } = resolveCheck(spec).kind;
  return runsScript === true || needs.includes('scan') || needs.includes('pipeline');
}
