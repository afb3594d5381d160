/** The exit codes of every command (documented in the README; scripts rely on them). */
export const EXIT = { ok: 0, failed: 1, usage: 2, cannotJudge: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The machine-readable kinds of error that `--json` reports as `error.code`. */
export type ErrorCode =
  | 'usage'
  | 'bad-course'
  | 'bad-file'
  | 'no-workspace'
  | 'engine-absent'
  | 'engine-stale'
  | 'engine-forbidden'
  | 'engine-too-old'
  | 'engine-lost'
  | 'engine-failed'
  | 'image-absent'
  | 'needs-engine'
  | 'scanner-absent'
  | 'tool-broke'
  | 'disk-full'
  | 'interrupted'
  | 'bug';

/** Any error that docker-labs raises on purpose: one sentence of what happened, one of what to try. */
export class LabError extends Error {
  override name = 'LabError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What the reader can do next, in one or two sentences; shown after the message. */
    readonly tryNext: string,
    readonly exitCode: ExitCode,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The reader asked for something that cannot be: an unknown lab, a bad option, an unreadable file. Exit 2. */
export class LearnerError extends LabError {
  override name = 'LearnerError';
  constructor(code: ErrorCode, message: string, tryNext: string, options?: ErrorOptions) {
    super(code, message, tryNext, EXIT.usage, options);
  }
}

/** The container engine, or another tool, is absent or broke. Never the learner's failure. Exit 3. */
export class EngineError extends LabError {
  override name = 'EngineError';
  constructor(code: ErrorCode, message: string, tryNext: string, options?: ErrorOptions) {
    super(code, message, tryNext, EXIT.cannotJudge, options);
  }
}

/** This cannot be judged here (practice engine, no scanner …): checks that meet it say `unknown`. Exit 3. */
export class NotJudgeable extends LabError {
  override name = 'NotJudgeable';
  constructor(message: string, tryNext: string, code: ErrorCode = 'needs-engine') {
    super(code, message, tryNext, EXIT.cannotJudge);
  }
}

/** The reader stopped it (Ctrl-C, a signal, an AbortSignal). Exit 130. */
export class Interrupted extends LabError {
  override name = 'Interrupted';
  constructor(message = 'Stopped.', options?: ErrorOptions) {
    super('interrupted', message, 'Run the same command again to go on.', EXIT.interrupted, options);
  }
}
