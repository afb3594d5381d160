import { sha256 } from '../../text/canonical.ts';
import type { ExportDocument } from '../export/schema.ts';
import { candidates } from './candidates.ts';
import type { Graded, LookAlike } from './types.ts';

/** Lines of a Dockerfile below which it is too short to be anyone's own. */
const MIN_LINES = 8;
/** Shared part of the lines from which two Dockerfiles count as nearly identical. */
const NEAR = 0.9;

/** What of a submission is compared with others: small, so that a whole class fits into memory. */
export interface Traits {
  key: string;
  /** Hashes of its attempts. */
  attempts: Set<string>;
  /** Lab -> hashes of the lines of its Dockerfiles, without comments and blanks. */
  lines: Map<string, Set<number>>;
}

/** The traits of a submission. */
export function traitsOf(document: ExportDocument, key: string): Traits {
  const lines = new Map<string, Set<number>>();
  for (const lab of document.labs) {
    const own = lab.files.filter(({ path, text }) => text !== undefined && /dockerfile/i.test(path));
    const hashes = own.flatMap(({ text = '' }) => linesOf(text).map(hash));
    if (hashes.length >= MIN_LINES) lines.set(lab.id, new Set(hashes));
  }
  // What names an attempt is the hash that the next one gives it.
  const attempts = new Set(document.chain.filter(({ number }) => number > 1).map(({ previous }) => previous));
  return { key, attempts, lines };
}

/** Pairs of different learners that share a key, attempts, or nearly all lines of a Dockerfile. */
export function lookAlikes(graded: readonly Graded[], traits: ReadonlyMap<string, Traits>): LookAlike[] {
  const own = graded.flatMap((one) => {
    const its = traits.get(one.file);
    return its && !one.superseded ? [{ file: one.file, its }] : [];
  });
  const pairs = candidates(
    own.map(({ its }) => its),
    NEAR,
  );
  return pairs.flatMap(([first, second]): LookAlike[] => {
    const [a, b] = [own[first], own[second]];
    const reasons = a && b ? reasonsFor(a.its, b.its) : [];
    return a && b && reasons.length > 0 ? [{ files: [a.file, b.file], reasons }] : [];
  });
}

function reasonsFor(a: Traits, b: Traits): string[] {
  const reasons: string[] = [];
  if (a.key !== '' && a.key === b.key) reasons.push('signed by the same workspace');
  const shared = [...a.attempts].filter((one) => b.attempts.has(one)).length;
  if (shared > 0) reasons.push(`${shared} attempts in common`);
  for (const [lab, lines] of a.lines) {
    const others = b.lines.get(lab);
    const same = others ? likeness(lines, others) : 0;
    if (same >= NEAR) reasons.push(`${lab}: Dockerfiles ${Math.round(same * 100)} % alike`);
  }
  return reasons;
}

/** Jaccard's index: lines in both, of the lines in either. */
function likeness(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const smaller = Math.min(a.size, b.size);
  if (smaller / Math.max(a.size, b.size) < NEAR) return 0;
  let both = 0;
  for (const one of a) if (b.has(one)) both++;
  return both / (a.size + b.size - both);
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function hash(line: string): number {
  return Number.parseInt(sha256(line).slice(0, 8), 16);
}
