import type { LabReport } from '../checks/types.ts';
import type { Change, JudgeHow, Place } from './state.ts';

/** What a session wants done; the runtime does it and answers with events. */
export type Effect =
  | { type: 'judge'; lab: string; how: JudgeHow }
  | { type: 'cancel-build' }
  | { type: 'record'; report: LabReport; counts: boolean; at: string; change?: Omit<Change, 'at'> }
  | { type: 'resume-at'; place: Place }
  | { type: 'add-time'; place: Place; seconds: number }
  | { type: 'hint-seen'; place: Place; count: number }
  | { type: 'reset-lab'; lab: string }
  | { type: 'open-editor'; lab: string; file: string; line: number | undefined }
  | { type: 'read-file'; lab: string; file: string }
  | { type: 'read-images'; lab: string }
  /** `key`: `imageKey` of the image; `ref`: how the engine knows it. */
  | { type: 'read-layers'; key: string; ref: string }
  | { type: 'cancel-layers' }
  | { type: 'read-solution'; lab: string }
  | { type: 'solution-seen'; lab: string }
  | { type: 'read-attempts'; lab: string }
  | { type: 'read-judged-before'; lab: string }
  | { type: 'read-attempt'; lab: string; number: number }
  | { type: 'restore-attempt'; lab: string; number: number }
  | { type: 'scan'; lab: string; tag: string }
  | { type: 'cancel-scans' }
  | { type: 'watch'; lab: string }
  | { type: 'find-engine' }
  | { type: 'run-doctor' }
  | { type: 'quit'; interrupted: boolean };

/** What the reducer answers: the next state, and what is to be done. */
export interface Turn<State> {
  state: State;
  effects: Effect[];
}
