import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ContextEntry } from './context-entry.ts';
import { contextError } from './context-error.ts';

/** A file's hash is kept for as long as its identity, size and times are the same. */
const known = new Map<string, { stamp: string; hash: string }>();
const MAX_KNOWN = 100_000;
/** Bytes up to which a file is read whole. */
const SMALL = 1_000_000;
const AT_ONCE = 8;

/**
 * SHA-256 (hex) over paths, types, modes, contents and link targets, and over `extra`: equal inputs of a build
 * give equal fingerprints; file times and owners play no part, as in the build cache.
 *
 * @throws LearnerError naming a file that cannot be read
 */
export async function fingerprintOf(entries: readonly ContextEntry[], extra: unknown): Promise<string> {
  const sum = createHash('sha256');
  const contents = await eachOf(entries, (entry) =>
    entry.type === 'file' ? contentHash(entry) : Promise.resolve(entry.linkTarget ?? ''),
  );
  for (const [index, entry] of entries.entries()) {
    const { path, type, mode, hidden } = entry;
    sum.update(JSON.stringify([path, type, mode, contents[index], hidden === true]));
  }
  return sum.update(canonical(extra)).digest('hex');
}

async function contentHash(entry: ContextEntry): Promise<string> {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = await stat(entry.source);
    const stamp = [dev, ino, size, mtimeMs, ctimeMs].join(' ');
    const before = known.get(entry.source);
    if (before?.stamp === stamp) return before.hash;
    const hash = await hashFile(entry.source, size);
    if (known.size >= MAX_KNOWN) known.clear();
    // A file written to this very moment may change again within its time stamp.
    if (Date.now() - mtimeMs > 2000) known.set(entry.source, { stamp, hash });
    return hash;
  } catch (cause) {
    throw contextError(entry.path, cause);
  }
}

async function hashFile(path: string, size: number): Promise<string> {
  const sum = createHash('sha256');
  if (size <= SMALL) sum.update(await readFile(path));
  else await pipeline(createReadStream(path), sum);
  return sum.digest('hex');
}

/** The answers in order, a few asked for at a time. */
async function eachOf<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      answers[index] = await ask(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

/** JSON with sorted keys and without undefined members. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, item: unknown) =>
      item !== null && typeof item === 'object' && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? ''
  );
}
