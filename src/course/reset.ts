import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { move } from './files.ts';

/**
 * Moves everything in a lab's folder to a new backup folder. The lab's folder itself stays, so that a
 * shell, an editor or a watcher that stands in it still stands there. When a move fails, those before it
 * are undone; whatever happens, each file is in one of the two places.
 *
 * @param backups absolute folder that holds all backups
 * @param now injected for tests
 * @returns the backup's absolute folder
 */
export async function backUp(
  labDir: string,
  backups: string,
  name: string,
  now: Date = new Date(),
): Promise<{ backup: string }> {
  const backup = await newFolder(backups, `${name}-${stamp(now)}`);
  const moved: string[] = [];
  try {
    for (const entry of existsSync(labDir) ? await readdir(labDir) : []) {
      await move(join(labDir, entry), join(backup, entry), (from, to) =>
        cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true }),
      );
      moved.push(entry);
    }
  } catch (error) {
    for (const entry of moved) await rename(join(backup, entry), join(labDir, entry)).catch(() => undefined);
    throw error;
  }
  return { backup };
}

/** `2026-11-23T11-38-05`: sorts by time, and is a file name everywhere. */
export function stamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(':', '-');
}

/** Two resets within a second get two folders. */
export async function newFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (let count = 1; ; count++) {
    const dir = join(parent, count === 1 ? name : `${name}-${count}`);
    try {
      await mkdir(dir);
      return dir;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
