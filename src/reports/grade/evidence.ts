import type { Verdict } from '../../checks/types.ts';
import type { Attempt } from '../../progress/attempt.ts';
import { canonicalJson, sha256 } from '../../text/canonical.ts';
import type { ExportDocument } from '../export/schema.ts';

type Judged = ExportDocument['labs'][number]['verdicts'][number];

/** Lab and step -> the verdicts of the attempt that judged it last, where they are what that attempt names. */
export class EvidenceBook {
  private readonly sound = new Map<string, Judged>();
  private readonly attempts: ReadonlyMap<string, Attempt>;
  readonly problems: string[] = [];

  constructor(document: ExportDocument) {
    this.attempts = new Map(document.chain.map((attempt) => [`${attempt.lab} ${attempt.number}`, attempt]));
    for (const lab of document.labs) {
      for (const judged of lab.verdicts) {
        const key = `${lab.id} ${judged.attempt}`;
        const named = this.attempts.get(key)?.verdicts;
        if (named !== undefined && isWhat(judged.steps, named)) this.sound.set(key, judged);
        else
          this.problems.push(
            `${lab.id}: the evidence of attempt ${judged.attempt} is not what the attempt names`,
          );
      }
    }
  }

  /**
   * The verdicts on a step; undefined where there is no evidence, it was exchanged, or it says something else than
   * the attempt itself.
   */
  of(lab: string, step: string, attempt: number): Verdict[] | undefined {
    const key = `${lab} ${attempt}`;
    const checks = this.sound.get(key)?.steps.find(({ id }) => id === step)?.checks;
    const said = this.attempts.get(key)?.steps.find(({ id }) => id === step)?.checks;
    const same =
      checks !== undefined &&
      checks.length === said?.length &&
      checks.every(({ id, status }, index) => said[index]?.id === id && said[index]?.status === status);
    return same ? (checks as Verdict[]) : undefined;
  }
}

/** Read from a canonical file it already is in canonical order. */
function isWhat(steps: Judged['steps'], named: string): boolean {
  return sha256(JSON.stringify(steps)) === named || sha256(canonicalJson(steps)) === named;
}
