import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LearnerError } from '../errors.ts';

/** A name beside `file` that no other process uses. */
function beside(file: string): string {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Copies a file to `root/path` in one step, unless something is there already.
 *
 * @param path relative, with `/`
 * @returns whether it was made
 * @throws LearnerError when a folder on the way is a link or a file
 */
export async function copyNew(source: string, root: string, path: string): Promise<boolean> {
  const target = join(root, path);
  await refuseLinks(root, dirname(path));
  if (await lstat(target).catch(() => undefined)) return false;
  await mkdir(dirname(target), { recursive: true });
  const temporary = beside(target);
  try {
    await copyFile(source, temporary, constants.COPYFILE_EXCL);
    return await moveNew(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** As rename, but never over something: a hard link fails where a rename would replace. */
async function moveNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // File systems without hard links (exFAT, some network shares).
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  }
}

/** Writes a whole file in one step: a reader sees the old or the new one, never half of it. */
export async function placeFile(file: string, text: string | Uint8Array): Promise<void> {
  const temporary = beside(file);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Refuses to go through a link below the workspace: it could lead anywhere.
 *
 * @param path folder relative to `root`, with `/`; parts that are absent are fine
 */
export async function refuseLinks(root: string, path: string): Promise<void> {
  let folder = root;
  for (const part of path.split('/').filter((one) => one !== '' && one !== '.')) {
    folder = join(folder, part);
    const entry = await lstat(folder).catch(() => undefined);
    if (!entry) return;
    if (entry.isDirectory()) continue;
    const what = entry.isSymbolicLink() ? 'a link' : 'a file';
    throw new LearnerError(
      'no-workspace',
      `${folder} is ${what} where the workspace needs a folder of its own.`,
      'Move it away and run the same again.',
    );
  }
}

/** Moves a file or folder, also to another file system. */
export async function move(from: string, to: string, copy: (from: string, to: string) => Promise<void>) {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copy(from, to);
    await stat(to);
    await rm(from, { recursive: true, force: true });
  }
}
