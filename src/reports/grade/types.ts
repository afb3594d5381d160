import type { RecordedStatus } from '../../progress/types.ts';
import type { Integrity } from '../export/read.ts';
import type { Rebuilt } from '../rebuild/types.ts';

/** One submission, graded. All text in it is sanitised. */
export interface Graded {
  /** As it was named, for people. */
  file: string;
  learner: { name: string; id: string };
  integrity: Integrity;
  /** Why it cannot be read; empty when it can. */
  reason: string;
  /** Parts that were altered after signing. */
  altered: string[];
  /** The workspace's key, hexadecimal; empty for an unsigned export. */
  key: string;
  exportedAt: string;
  attempts: number;
  score: number;
  maxScore: number;
  labs: GradedLab[];
  rebuilt: Rebuilt | null;
  /** Sentences for the instructor. */
  flags: string[];
  /** A newer export of the same learner counts instead. */
  superseded: boolean;
}

export interface GradedLab {
  id: string;
  title: string;
  score: number;
  maxScore: number;
  held: number;
  steps: GradedStep[];
  sizes: { image: string; latest: number }[];
  /** The learner's own text files, where a report asks for them. */
  files: { path: string; text: string }[];
}

export interface GradedStep {
  id: string;
  title: string;
  status: RecordedStatus;
  points: number;
  maxPoints: number;
  tries: number;
  hintsSeen: number;
  solutionSeen: boolean;
  seconds: number;
  passedAt?: string;
  late: boolean;
  /** What does not hold, `check: what was found`. */
  open: string[];
}

/** Submissions that look alike: a hint, never a verdict. */
export interface LookAlike {
  /** Two or more. */
  files: string[];
  reasons: string[];
}
