import { hostname } from 'node:os';
import { OUR_LABEL } from './types.ts';

/** On containers: which docker-labs made them, as `host/pid`, so that two at once leave each other's alone. */
export const OWNER_LABEL = 'dev.docker-labs.owner';

/** The labels of a container that this process makes. */
export function containerLabels(extra: Record<string, string> = {}): Record<string, string> {
  return { ...extra, [OUR_LABEL]: 'true', [OWNER_LABEL]: `${hostname()}/${process.pid}` };
}

/**
 * Who holds a container: `mine` (this process), `alive` (another docker-labs that still runs, or may:
 * it is on another machine), `gone` (its process has ended), `nobody` (no owner is noted).
 */
export function ownerState(labels: Record<string, string> = {}): 'mine' | 'alive' | 'gone' | 'nobody' {
  const match = /^(.*)\/(\d+)$/.exec(labels[OWNER_LABEL] ?? '');
  if (!match) return 'nobody';
  if (match[1] !== hostname()) return 'alive';
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
