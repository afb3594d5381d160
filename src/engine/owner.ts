import { hostname } from 'node:os';
import { OUR_LABEL } from './types.ts';

/** On containers: which docker-labs made them, as `host/pid`, so that two at once leave each other's alone. */
export const OWNER_LABEL = 'dev.docker-labs.owner';

/** The labels of a container that this process makes. */
export function containerLabels(extra: Record<string, string> = {}): Record<string, string> {
  return { ...extra, [OUR_LABEL]: 'true', [OWNER_LABEL]: `${hostname()}/${process.pid}` };
}

/** Milliseconds after which a container of another machine is taken for left behind: none of ours runs so long. */
const MAX_AGE = 60 * 60 * 1000;

/**
 * Who holds a container: `mine` (this process), `alive` (another docker-labs that still runs, or may:
 * it is on another machine and new), `gone` (its process has ended), `nobody` (no owner is noted).
 *
 * @param created when the container was made, milliseconds since 1970
 */
export function ownerState(
  labels: Record<string, string> = {},
  created = Date.now(),
): 'mine' | 'alive' | 'gone' | 'nobody' {
  const match = /^(.*)\/(\d+)$/.exec(labels[OWNER_LABEL] ?? '');
  if (!match) return 'nobody';
  if (match[1] !== hostname()) return Date.now() - created < MAX_AGE ? 'alive' : 'gone';
  const pid = Number(match[2]);
  if (pid === process.pid) return 'mine';
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    // EPERM: it is there, and someone else's
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : 'gone';
  }
}
