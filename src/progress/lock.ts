import { lock } from 'proper-lockfile';

/** A lock older than this belongs to a killed process (proper-lockfile renews a living one every second). */
const STALE_MS = 4000;

/**
 * Does something to a file while no other process does: all who change it take this lock.
 *
 * @param file its folder must be there; the file itself need not be
 * @throws Error when the lock cannot be had within about half a minute, and whatever `work` throws
 */
export async function underLock<Value>(file: string, work: () => Value | Promise<Value>): Promise<Value> {
  const release = await lock(file, {
    realpath: false,
    stale: STALE_MS,
    update: 1000,
    retries: { retries: 400, factor: 1.2, minTimeout: 15, maxTimeout: 120, randomize: true },
  });
  try {
    return await work();
  } finally {
    await release().catch(() => {}); // taken over as stale after a long sleep: what was done stands
  }
}
