import type { Engine } from '../engine/types.ts';
import type { ImageFacts } from '../image/types.ts';
import type { ScannerName, ScanReport } from './types.ts';

/** What to scan, and how to reach it. */
export interface ScanRequest {
  engine: Engine;
  /** Known to the engine. */
  image: ImageFacts;
  /** May a scanner's own image be fetched? A check never does that unasked. */
  mayFetch: boolean;
  /** A line for people: what the scanner is at (loading its database takes a while). */
  onProgress: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/** One scanner on this machine, whatever it is called and however it says what it found. */
export interface Scanner {
  readonly name: ScannerName;
  /** Can it be run here, now, with nothing fetched first? */
  available(engine: Engine, signal?: AbortSignal): Promise<boolean>;
  /**
   * @throws NotJudgeable where it cannot say (absent, offline, no login, stale database); EngineError where it
   *   broke; Interrupted
   */
  scan(request: ScanRequest): Promise<ScanReport>;
}
