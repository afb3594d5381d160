import type { LabReport } from '../checks/types.ts';
import type { Finding } from '../doctor/types.ts';
import type { BuildEvent } from '../engine/types.ts';
import type { Examined } from '../image/examine.ts';
import type { Attempt } from '../progress/attempt.ts';
import type { Progress } from '../progress/types.ts';
import type { ShownAttempt, ShownSolution } from './history-state.ts';
import type { LabImage } from './image-state.ts';
import type { ScanProblem, ScanResult } from './scan-state.ts';
import type { EngineState, Extent, JudgedBefore, JudgeHow, Notice, Problem, WatchState } from './state.ts';

/** What the learner wants, whatever key said it. */
export type Intent =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'end'
  | 'enter'
  | 'back'
  | 'pane'
  | 'pane-back'
  /** Into a folder or a layer; out of it. */
  | 'open'
  | 'close'
  /** Compare with the next image there is. */
  | 'against'
  /** The finished answer; the attempts so far; what the lab's end shows. */
  | 'solution'
  | 'timeline'
  | 'lab-end'
  /** Bring the files of an attempt back. */
  | 'restore'
  | 'next-step'
  | 'previous-step'
  | 'map'
  /** The list of the lab's steps. */
  | 'steps'
  /** To a step (on the map: a lab) by its number. */
  | 'jump'
  | 'build'
  | 'hint'
  | 'edit'
  | 'image'
  | 'scan'
  | 'checklist'
  /** The screen behind the last lab. */
  | 'finish'
  | 'engine'
  | 'retry'
  | 'reset'
  | 'yes'
  | 'help'
  | 'stop'
  | 'quit'
  /** A signal, or the terminal was closed. */
  | 'hang-up';

/** Everything that can happen to a session. */
export type SessionEvent =
  | { type: 'intent'; intent: Intent; number?: number }
  | { type: 'files-changed'; lab: string; files: string[] }
  | { type: 'judged'; lab: string; how: JudgeHow; report: LabReport }
  | { type: 'judge-failed'; lab: string; how: JudgeHow; problem: Problem; cause: JudgeFailure }
  | { type: 'build-events'; lab: string; events: [image: string, event: BuildEvent][] }
  | { type: 'progress'; progress: Progress; problem?: string }
  | { type: 'engine'; engine: EngineState }
  | { type: 'image-built'; images: { name: string; id: string }[] }
  | { type: 'images'; lab: string; images: LabImage[] }
  | { type: 'solution'; solution: ShownSolution }
  | { type: 'attempts'; lab: string; attempts: Attempt[] }
  /** Without `before`: nothing was measured on the files as they are. */
  | { type: 'judged-before'; lab: string; before: JudgedBefore | undefined }
  | { type: 'attempt-read'; attempt: ShownAttempt }
  | { type: 'attempt-restored'; lab: string; number: number; backup: string | undefined }
  | { type: 'layers-progress'; key: string; bytes: number }
  | { type: 'layers-read'; key: string; examined: Examined }
  | { type: 'layers-failed'; key: string; problem: Problem }
  | { type: 'scan-progress'; lab: string; tag: string; text: string }
  | { type: 'scanned'; lab: string; tag: string; result: ScanResult }
  /** Without a problem: it was stopped. */
  | { type: 'scan-failed'; lab: string; tag: string; problem?: ScanProblem }
  | { type: 'file-read'; lab: string; file: string; lines: string[] }
  | { type: 'findings'; findings: Finding[] }
  | { type: 'lab-reset'; lab: string; backup: string }
  | { type: 'extent'; key: string; extent: Extent }
  | { type: 'watch'; watching: WatchState }
  | { type: 'notice'; notice: Notice };

/** Who is at fault when a round could not be judged. */
export type JudgeFailure = 'engine-lost' | 'engine' | 'interrupted' | 'course';

/** An event with the time it happened, milliseconds since the epoch: the reducer asks no clock. */
export type TimedEvent = SessionEvent & { at: number };
