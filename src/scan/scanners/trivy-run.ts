import { setTimeout as pause } from 'node:timers/promises';
import { Interrupted } from '../../errors.ts';
import { failureKind } from '../failures.ts';
import type { ScanRequest } from '../scanner.ts';
import { OFFLINE } from './trivy-args.ts';

/** How long another run may hold the cache: about as long as a scan of a large image takes. Milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 1_000;

interface Ended {
  exitCode: number | undefined;
  stderr: string;
}

/**
 * Runs Trivy as often as it takes: again while another run holds its cache (two at once do not go, and Trivy itself
 * gives up after a second), and once more with the database that is there when a newer one cannot be had.
 *
 * @param once runs it with more arguments
 * @returns the first run that ended well, else the one that says what was wrong
 * @throws Interrupted when the signal aborts
 */
export async function runTrivy<Result extends Ended>(
  once: (more: string[]) => Promise<Result>,
  { onProgress, signal }: Pick<ScanRequest, 'onProgress' | 'signal'>,
): Promise<Result> {
  const first = await whenFree(() => once([]), { onProgress, signal });
  if (first.exitCode === 0 || failureKind(first.stderr) !== 'offline') return first;
  onProgress('trivy: no new database can be had; scanning with the one that is here');
  const second = await whenFree(() => once(OFFLINE), { onProgress, signal });
  return second.exitCode === 0 ? second : first;
}

async function whenFree<Result extends Ended>(
  run: () => Promise<Result>,
  { onProgress, signal }: Pick<ScanRequest, 'onProgress' | 'signal'>,
): Promise<Result> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const result = await run();
    const locked = result.exitCode !== 0 && failureKind(result.stderr) === 'cache-locked';
    if (!locked || Date.now() > deadline) return result;
    onProgress('trivy: another scan holds the cache; waiting for its end');
    await pause(PAUSE, undefined, signal ? { signal } : {}).catch((cause: unknown) => {
      throw new Interrupted(undefined, { cause });
    });
  }
}
