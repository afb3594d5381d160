import type { VerdictStatus } from '../../checks/types.ts';

/** How a submission, built again, compares with what it says. All text in it is sanitised. */
export interface Rebuilt {
  /** `differs` when any check does; `unknown` when none does and some could not be judged; else `agrees`. */
  status: 'agrees' | 'differs' | 'unknown';
  /** Why not all of it could be judged, a sentence; empty when it could. */
  reason: string;
  /** Of the checks that the submission claims something about. */
  counts: Record<Agreement, number>;
  /** The checks that differ. */
  differences: RebuiltCheck[];
  /** Those that could not be judged again, with the reason as `actual`; without those that are never run. */
  unknown: RebuiltCheck[];
  /** Milliseconds that it took. */
  ms: number;
  /** Where: the docker context, or how the engine was found. */
  engine: string;
}

/** `notRun`: it needs a script or a scanner, which are not run for a submission. */
export type Agreement = 'agrees' | 'differs' | 'unknown' | 'notRun';

export interface RebuiltCheck {
  lab: string;
  step: string;
  check: string;
  /** As the evidence in the export says. */
  claimed: VerdictStatus;
  rebuilt: VerdictStatus;
  /** What was found now. */
  actual: string;
  /** The step was judged on other files than those that were handed in. */
  earlierFiles?: true;
}
