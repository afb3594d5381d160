import type { LabReport } from '../checks/types.ts';
import type { Lab } from '../course/types.ts';
import type { Finding } from '../doctor/types.ts';
import type { BuildEvent, EngineEvent } from '../engine/types.ts';
import type { Examined } from '../image/examine.ts';
import type { Attempt } from '../progress/attempt.ts';
import type { Progress } from '../progress/types.ts';
import type { FileDiff } from '../text/diff.ts';
import type { LabImage } from './image-state.ts';
import type { ScanResult } from './scan-state.ts';
import type { EngineState, JudgedBefore, JudgeHow, Notice } from './state.ts';

/** What the runtime needs from the world. `commands/start.ts` wires the real ones. */
export interface SessionPorts {
  judge: JudgePort;
  progress: ProgressPort;
  attempts: AttemptsPort;
  engine: EnginePort;
  images: ImagesPort;
  scan: ScanPort;
  workspace: WorkspacePort;
  watch: WatchPort;
  editor: EditorPort;
  /** What `docker-labs doctor` looks at. */
  doctor(): Promise<Finding[]>;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface JudgePort {
  /**
   * One round. `predict` judges in the practice engine; `look` and `build` on the real engine where there
   * is one, else in the practice engine too.
   *
   * @throws LabError
   */
  judge(request: {
    lab: Lab;
    how: JudgeHow;
    onBuildEvent(image: string, event: BuildEvent): void;
    /** Hears of the steps that need no program to be run, before one is: see `LabReport.pending`. */
    onEarly(report: LabReport): void;
    signal: AbortSignal;
  }): Promise<LabReport>;
}

interface ProgressPort {
  read(): Progress;
  update(change: (progress: Progress) => Progress): Promise<Progress>;
  /** Tries once more to save what could not be saved. */
  flush(): Promise<Progress>;
  /** Sentences for the learner, each taken once. */
  warnings: string[];
  readonly saveProblem: string | undefined;
}

export interface AttemptsPort {
  /**
   * Keeps a judged round with the files that it met.
   *
   * @param asked false where the learner did not ask for it
   * @returns why it could not be kept; undefined when all is well. Never rejects.
   */
  record(report: LabReport, asked: boolean): Promise<string | undefined>;
  /** The attempts at a lab, oldest first. */
  list(lab: string): Promise<Attempt[]>;
  /**
   * What was measured last on the lab's files as they are now.
   *
   * @param attempts at the lab, oldest first
   * @returns undefined where nothing was, or it is not kept any more
   */
  judgedBefore(lab: Lab, attempts: readonly Attempt[]): Promise<JudgedBefore | undefined>;
  /** How the lab's files differ: from what they are now to what they were in an attempt. */
  files(lab: Lab, number: number): Promise<FileDiff[]>;
  /**
   * Brings an attempt's files back.
   *
   * @returns `backup`: absolute folder with what they replaced; undefined where nothing differed
   */
  restore(lab: Lab, number: number): Promise<{ backup: string | undefined }>;
}

export interface EnginePort {
  /** Looks for an engine, as discovery does, and uses it from then on. Never rejects. */
  find(): Promise<EngineState>;
  /** What happens on the engine, until `signal` aborts; ends at once without a real engine. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
  close(): Promise<void>;
}

export interface ImagesPort {
  /** The images of a lab that are there, and those that earlier attempts at it built, newest first. */
  ofLab(lab: Lab): Promise<LabImage[]>;
  /**
   * An image's layers with their files; takes a second per few hundred MB, and lets others work meanwhile.
   *
   * @param onBytes hears how many bytes have been read
   * @throws NotJudgeable in the practice engine, EngineError, Interrupted
   */
  layers(ref: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<Examined>;
}

export interface ScanPort {
  /**
   * Scans an image of a lab with a scanner of this machine.
   *
   * @param request.onProgress hears what the scanner is at, in its own words
   * @throws NotJudgeable where it cannot be done here, EngineError, Interrupted
   */
  scan(request: {
    lab: Lab;
    tag: string;
    onProgress(line: string): void;
    signal: AbortSignal;
  }): Promise<ScanResult>;
}

export interface WorkspacePort {
  /** Absolute folder of a lab. */
  labDir(lab: Lab): string;
  /** A text file of a lab's folder, sanitised, as lines; none when it cannot be read. */
  lines(lab: Lab, file: string): Promise<string[]>;
  reset(lab: Lab): Promise<{ backup: string }>;
  /** The lab's finished files, each as the difference to the learner's own; `why`: Markdown. */
  solution(lab: Lab): Promise<{ files: FileDiff[]; why: string }>;
}

export interface WatchPort {
  /**
   * Watches a folder until the returned function is called.
   *
   * @param onChange gets paths relative to the folder, once a burst of changes is over
   * @param since what is written later is a change, even before the watcher is ready; milliseconds since the epoch,
   *   absent: now
   */
  watch(
    dir: string,
    onChange: (files: string[]) => void,
    onState: (state: 'events' | 'polling' | 'failed') => void,
    since?: number,
  ): () => Promise<void>;
}

export interface EditorPort {
  /**
   * Opens a file for the learner and waits until he is done with it.
   *
   * @returns what to say afterwards, if anything
   */
  open(file: string, line: number | undefined): Promise<Notice | undefined>;
}
