import { sha256 } from '../../text/canonical.ts';
import type { ExportDocument } from '../export/schema.ts';

/** Lines of a Dockerfile below which it is too short to be anyone's own. */
const MIN_LINES = 8;

/** What of a submission is compared with others: small, so that a whole class fits into memory. */
export interface Traits {
  key: string;
  /** Hashes of its attempts. */
  attempts: Set<string>;
  /** Lab -> hashes of the lines of its Dockerfiles, without comments and blanks. */
  lines: Map<string, Set<number>>;
}

/**
 * The traits of a submission.
 *
 * @param key the public key of its workspace; empty where it is not signed
 */
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

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function hash(line: string): number {
  return Number.parseInt(sha256(line).slice(0, 8), 16);
}
