import type { ErrorCode } from '../errors.ts';
import type { Origin } from '../scan/origin.ts';
import type { ScanReport } from '../scan/types.ts';
import type { Problem } from './state.ts';

/** What a scanner says of an image, and which lines of its Dockerfile bring what was found. */
export interface ScanResult {
  report: ScanReport;
  /** Those with the worst findings first. */
  origins: Origin[];
}

/** Why it could not be scanned. */
export type ScanProblem = Problem & { code?: ErrorCode | undefined };

/** A scan of one image of a lab: how far it is, and what the last one said. */
export interface ImageScan {
  phase: 'running' | 'done' | 'stopped' | 'broken';
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt?: number;
  /** What the scanner is at, in its own words; empty before it says anything. */
  at: string;
  /** Kept while the next scan runs. */
  result?: ScanResult;
  problem?: ScanProblem;
}

/** The scans of a session. */
export interface Scans {
  /** Lab -> tag of the image that is looked at; the first of the open step when absent. */
  chosen: Record<string, string>;
  /** `scanKey` -> its scan. */
  images: Record<string, ImageScan>;
}

export const NO_SCANS: Scans = { chosen: {}, images: {} };

/** The key under which an image's scan is kept: two labs may use one tag. */
export const scanKey = (lab: string, tag: string): string => `${lab} ${tag}`;
