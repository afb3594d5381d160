import { sanitiseLine } from '../../text/sanitise.ts';

export interface TopAnswer {
  Titles?: string[] | null;
  Processes?: string[][] | null;
}

/**
 * The engine's `top` as processes with numeric uids. Docker gives the columns of `ps -eo pid,uid,args`; Podman,
 * asked for its own `huser` (the user on the host), the same under other titles.
 *
 * @param main the host's number of the container's process 1 (`State.Pid`), which comes first: once a host has begun
 *   its numbers anew, a child's may be the lower one
 */
export function parseTop(answer: TopAnswer, main?: number): { pid: number; uid: number; command: string }[] {
  const titles = (answer.Titles ?? []).map((title) => title.toUpperCase());
  const column = (...names: string[]) => titles.findIndex((title) => names.includes(title));
  const pid = column('PID', 'HPID');
  const uid = column('UID', 'HUSER', 'USER');
  const command = column('COMMAND', 'CMD', 'ARGS');
  return (answer.Processes ?? [])
    .map((row) => ({
      pid: Number(row[pid]),
      uid: uidOf(row[uid] ?? ''),
      command: sanitiseLine(row.slice(command).join(' ')),
    }))
    .toSorted((a, b) => Number(b.pid === main) - Number(a.pid === main));
}

function uidOf(user: string): number {
  return user === 'root' ? 0 : Number(user);
}
