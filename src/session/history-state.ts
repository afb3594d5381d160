import type { FileDiff } from '../text/diff.ts';

/** The lab's finished files against the learner's own, and why they are as they are. */
export interface ShownSolution {
  lab: string;
  files: FileDiff[];
  /** Markdown. */
  why: string;
}

/** An attempt that is looked at: how the files of then differ from those of now. */
export interface ShownAttempt {
  number: number;
  /** From now to then: what restoring it would change. */
  files: FileDiff[];
}

/** The timeline of a lab. */
export interface Timeline {
  /** The chosen attempt, by number; the newest when absent. */
  chosen?: number;
  shown?: ShownAttempt;
}
