import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../text/canonical.ts';
import type { AttemptFile } from './attempt.ts';

/** Folders that tools fill: not the learner's own work, and often larger than all else. */
const TOOLS = new Set(['node_modules', '.git', '.venv', 'venv', '__pycache__', '.docker-labs', '.cache']);
/** Bytes. A larger file is none that a learner wrote. */
const MAX_FILE = 1_000_000;
const MAX_TOTAL = 8_000_000;
const MAX_FILES = 400;

/** A lab's folder as it is at one moment. */
export interface Snapshot {
  /** Sorted by path. */
  files: (AttemptFile & { content: Buffer })[];
  /** Files and folders that were not taken: too large, too many, links, or what tools leave behind. */
  leftOut: number;
}

/** Reads a lab's folder, without following links. An absent folder is empty. */
export async function takeSnapshot(labDir: string): Promise<Snapshot> {
  const snapshot: Snapshot = { files: [], leftOut: 0 };
  await walk(labDir, '', snapshot, { bytes: 0 });
  snapshot.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return snapshot;
}

/** What an attempt keeps of a snapshot's files: all but their content. */
export function namedFiles({ files }: Snapshot): AttemptFile[] {
  return files.map(({ content: _, ...file }) => file);
}

async function walk(root: string, below: string, into: Snapshot, sum: { bytes: number }): Promise<void> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !TOOLS.has(entry.name)) await walk(root, path, into, sum);
    else if (!entry.isFile() || into.files.length >= MAX_FILES) into.leftOut++;
    else {
      const file = await read(join(root, path), MAX_TOTAL - sum.bytes).catch(() => undefined);
      if (!file) into.leftOut++;
      else {
        sum.bytes += file.content.length;
        into.files.push({ path, ...file });
      }
    }
  }
}

async function read(path: string, room: number) {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const { size, mode } = await handle.stat();
    if (size > Math.min(MAX_FILE, room)) return undefined;
    const content = await handle.readFile();
    const executable = (mode & 0o100) !== 0 ? ({ executable: true } as const) : {};
    return { content, sha256: sha256(content), bytes: content.length, ...executable };
  } finally {
    await handle?.close();
  }
}
