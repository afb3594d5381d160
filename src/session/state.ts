import type { LabReport, StepReport } from '../checks/types.ts';
import type { Course } from '../course/types.ts';
import type { BuildPlan } from '../dockerfile/plan.ts';
import type { Finding } from '../doctor/types.ts';
import type { BuildStep, BuildWarning, EngineInfo } from '../engine/types.ts';
import type { Attempt } from '../progress/attempt.ts';
import type { Progress } from '../progress/types.ts';
import type { ShownSolution, Timeline } from './history-state.ts';
import type { ImageView, LabImage, Reading } from './image-state.ts';
import type { Scans } from './scan-state.ts';

/** Where the learner is. */
export interface Place {
  lab: string;
  step: string;
}

export type ScreenName =
  | 'map'
  | 'step'
  | 'steps'
  | 'verdict'
  | 'build'
  | 'hint'
  | 'image'
  | 'solution'
  | 'timeline'
  | 'attempt'
  | 'lab-end'
  | 'scan'
  | 'checklist'
  | 'engine'
  | 'help'
  | 'finish'
  | 'confirm-reset'
  | 'confirm-restore'
  | 'confirm-run';

/** Everything the screens show. Changed only by `reduce`. */
export interface SessionState {
  course: Course;
  progress: Progress;
  engine: EngineState;
  screen: ScreenName;
  /** The screens under the current one, for `back`. */
  trail: ScreenName[];
  /** The step that is open, or was last. */
  at: Place;
  /** Index of the lab chosen on the map. */
  choice: number;
  /** Index of the step chosen in the list of a lab's steps. */
  stepChoice: number;
  /** What the arrow keys move on the step's screen. */
  pane: 'lesson' | 'checks';
  /** `lab/step` -> index of the chosen check; the first that does not hold when absent. */
  chosen: Record<string, number>;
  /** Which of the lines that the open verdict blames is chosen; Enter opens it. */
  line: number;
  labs: Record<string, LabState>;
  build: BuildState | undefined;
  /** `lab/file` -> lines, for showing what a verdict blames. */
  files: Record<string, string[]>;
  /** Lab -> its images that are there, with what earlier attempts built. */
  images: Record<string, LabImage[]>;
  /** `imageKey` -> its layers and files. */
  readings: Record<string, Reading>;
  imageView: ImageView;
  /** Lab -> its attempts, oldest first. */
  attempts: Record<string, Attempt[]>;
  timeline: Timeline;
  /** Undefined until it is asked for, and where it is not offered yet. */
  solution: ShownSolution | undefined;
  scans: Scans;
  /** Screen key -> first line shown. */
  scroll: Record<string, number>;
  /** Screen key -> how much there is, and how much fits; told by the views. */
  extents: Record<string, Extent>;
  /** What happened by itself; the newest replaces the one before. */
  notice: Notice | undefined;
  /** What the learner’s last key did, where only this says it: whatever happens by itself leaves it there. */
  answer: Notice | undefined;
  /** Why there is progress that is not saved; it stays on every screen until there is none. */
  unsaved: string | undefined;
  /** Labs of which the learner was told this session what building them runs. */
  told: string[];
  /** What `doctor` found; undefined until asked. */
  findings: Finding[] | undefined;
  watching: WatchState;
  activity: Activity;
  quitting: boolean;
}

export interface Extent {
  lines: number;
  height: number;
}

export interface Notice {
  kind: 'info' | 'warn';
  text: string;
}

/** The engine as the session knows it. Without one the practice engine judges, and says so. */
export type EngineState =
  | { kind: 'looking' }
  | { kind: 'real'; info: EngineInfo }
  | { kind: 'practice'; reason: string; tryNext: string; tried: string[]; chosen: boolean }
  | { kind: 'lost'; reason: string; tryNext: string };

/** `predict`: the files alone. `look`: images as they are. `build`: build what is stale, then judge. */
export type JudgeHow = 'predict' | 'look' | 'build';

export interface LabState {
  predicted?: Judged;
  /** `current` until a file of the lab is saved. */
  measured?: Judged & { current: boolean };
  /** What an earlier session measured, as long as the files are as they were then. */
  before?: JudgedBefore | undefined;
  judging?: JudgeHow;
  /** The tag of an image that was built in another terminal, while it is looked at. */
  noticed?: string;
  changed?: Change;
  /** Why the last round could not be judged at all. */
  problem?: Problem;
}

/** The last save of a lab's files. */
export interface Change {
  /** Milliseconds since the epoch. */
  at: number;
  files: string[];
  /** The first line that differs from what was there, 1-based; once both were read. */
  line?: number;
}

export interface Judged {
  report: LabReport;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface JudgedBefore {
  steps: StepReport[];
  /** Milliseconds since the epoch. */
  at: number;
}

export interface Problem {
  message: string;
  tryNext: string;
}

type BuildPhase = 'running' | 'built' | 'failed' | 'stopped' | 'broken';

export interface BuildState {
  lab: string;
  phase: BuildPhase;
  startedAt: number;
  endedAt?: number;
  /** In the practice engine nothing is built: the steps are walked through. */
  practice: boolean;
  images: ImageBuild[];
  problem?: Problem;
}

export interface ImageBuild {
  name: string;
  steps: BuildStep[];
  /** Step id -> the last lines of its log. */
  logs: Record<string, string[]>;
  /** Step id -> what is transferred for it (a base's layers) -> bytes. */
  transfers: Record<string, Record<string, { current: number; total: number }>>;
  /** Step id -> when it was first seen running, milliseconds since the epoch. */
  since: Record<string, number>;
  /** What the build will do; absent where no Dockerfile says (a script's pipeline). */
  plan?: BuildPlan;
  /** Bytes of the build context. */
  context?: { sent: number; total: number };
  warnings: BuildWarning[];
}

export type WatchState = 'off' | 'events' | 'polling' | 'failed';

/** Time spent: counted between events, so that no clock has to tick. */
interface Activity {
  /** Milliseconds since the epoch of the last sign of life. */
  lastAt: number;
  /** Seconds spent with the step open that are not in the progress yet. */
  unsaved: number;
}

export const placeKey = ({ lab, step }: Place): string => `${lab}/${step}`;
