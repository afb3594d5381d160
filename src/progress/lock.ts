import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

/** A lock older than this belongs to a killed process (proper-lockfile renews a living one every second). */
const STALE_MS = 4000;
/** Half a minute at least. */
const TRIES = 600;

/**
 * Does something to a file while no other process does: all who change it take this lock.
 *
 * @param file its folder must be there; the file itself need not be
 * @throws at once what keeps the lock from being made (full disk, read-only folder); Error when another process has
 *   it for half a minute; whatever `work` throws
 */
export async function underLock<Value>(file: string, work: () => Value | Promise<Value>): Promise<Value> {
  const release = await acquire(file);
  try {
    return await work();
  } finally {
    await release().catch(() => {}); // taken over as stale after a long sleep: what was done stands
  }
}

/**
 * proper-lockfile's own retries would repeat every error, so that a full disk or a read-only folder took as long as a
 * busy file; and without a handler it ends the process when a laptop has slept over a lock.
 */
async function acquire(file: string): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await lock(file, { realpath: false, stale: STALE_MS, update: 1000, onCompromised: () => {} });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED' || attempt === TRIES) throw error;
      await sleep(15 + Math.random() * Math.min(100, 10 * attempt));
    }
  }
}
