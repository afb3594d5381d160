import type { Verdict } from '../checks/types.ts';

/** What is recorded of a step or an item. `practised`: it holds, but only in the practice engine. */
export type RecordedStatus = 'open' | 'fail' | 'practised' | 'pass';

/** `.docker-labs/progress.json`. */
export interface Progress {
  formatVersion: 1;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
  course: { id: string; version: string };
  /** Where the learner stopped. */
  resume?: { lab: string; step: string };
  /** Lab id -> step id -> record. */
  labs: Record<string, Record<string, StepRecord>>;
  /** Lab id -> image name -> bytes, first (baseline) and latest measured. */
  sizes: Record<string, Record<string, { first: number; latest: number }>>;
}

export interface StepRecord {
  status: RecordedStatus;
  /** Judged rounds in which the step failed or passed, by a person's own build or check. */
  tries: number;
  hintsSeen: number;
  solutionSeen: boolean;
  /** ISO 8601, first time that it held. */
  passedAt?: string;
  /** Seconds spent with the step open. */
  seconds: number;
  /** The last verdicts; empty until judged. */
  verdicts: Verdict[];
  updatedAt?: string;
  /** It held once and no longer does: since when, and since which change. */
  reopened?: Reopened | undefined;
}

export interface Reopened {
  /** ISO 8601. */
  at: string;
  /** The files that were saved. */
  files: string[];
  /** The first line that the save changed, 1-based. */
  line?: number;
}
