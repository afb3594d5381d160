import type { ErrorCode } from '../errors.ts';

/** How one place answered. `ok` is the engine that is used. */
export type Outcome =
  | 'ok'
  | 'absent'
  | 'stale'
  | 'forbidden'
  | 'too-old'
  | 'timeout'
  | 'unreachable'
  | 'tls'
  | 'not-an-engine'
  | 'other-kind'
  | 'misconfigured';

/** One place where discovery looked for an engine. All texts are sanitised. */
export interface Attempt {
  /** The endpoint's URL; empty when a setting led to none. */
  endpoint: string;
  /** How we came to look there: `DOCKER_HOST`, `context x`, a socket's path. */
  foundBy: string;
  /** The reader had chosen it, so nothing else was tried after it. */
  explicit: boolean;
  outcome: Outcome;
  /** What was seen, in a few words: `no such socket`, `API 1.38`. */
  detail: string;
  /** One sentence: what to do about it on this platform. */
  tryNext: string;
}

/** The error code that an outcome means when no engine was found. */
export function codeOf(outcome: Outcome): ErrorCode {
  if (outcome === 'stale' || outcome === 'timeout') return 'engine-stale';
  if (outcome === 'forbidden') return 'engine-forbidden';
  if (outcome === 'too-old') return 'engine-too-old';
  return 'engine-absent';
}
