import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { byPath, type ContextEntry } from './context-entry.ts';
import { contextError } from './context-error.ts';

/** What is left out, and whether something inside of it may be taken in again. */
export interface WalkRules {
  ignores(path: string): boolean;
  reincludes: boolean;
}

/**
 * All files, folders and symbolic links below `dir` that are not ignored, sorted. Links are never followed;
 * sockets, pipes and devices are left out. A folder that is ignored itself comes along when something in it is
 * not.
 *
 * @throws LearnerError naming the file or folder that cannot be read
 */
export async function walkContext(dir: string, rules: WalkRules): Promise<ContextEntry[]> {
  const found: ContextEntry[] = [];
  await walk(dir, '', rules, found);
  return found.sort(byPath);
}

async function walk(dir: string, folder: string, rules: WalkRules, found: ContextEntry[]): Promise<void> {
  const names = await list(join(dir, folder), folder);
  for (const dirent of names) {
    const path = folder === '' ? dirent.name : `${folder}/${dirent.name}`;
    const ignored = rules.ignores(path);
    if (dirent.isDirectory()) {
      if (ignored && !rules.reincludes) continue;
      const before = found.length;
      await walk(dir, path, rules, found);
      if (ignored && found.length === before) continue;
    } else if (ignored) continue;
    const entry = await readEntry(join(dir, path), path);
    if (entry) found.push(entry);
  }
}

async function list(source: string, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(source, { withFileTypes: true });
  } catch (cause) {
    throw contextError(folder === '' ? source : `${folder}/`, cause);
  }
}

/** One file as it would be sent under `path`; undefined when it is nothing that can be sent, or gone. */
export async function readEntry(source: string, path: string): Promise<ContextEntry | undefined> {
  try {
    const stats = await lstat(source, { bigint: true });
    const mode = Number(stats.mode) & 0o7777;
    const type = typeOf(stats);
    if (!type) return undefined;
    // What everyone may read needs no asking; this spares a call for nearly every file.
    if (type === 'file' && (mode & 0o444) !== 0o444) await (await open(source)).close();
    return {
      path,
      type,
      size: type === 'file' ? Number(stats.size) : 0,
      // Windows keeps no mode; the docker CLI makes everything executable there.
      mode: process.platform === 'win32' ? 0o755 : mode,
      ...(type === 'symlink' ? { linkTarget: await readlink(source) } : {}),
      source,
      mtime: stats.mtimeNs,
    };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && !path.includes('\ufffd')) return undefined;
    throw contextError(path, cause);
  }
}

function typeOf(stats: BigIntStats): ContextEntry['type'] | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : undefined;
}
