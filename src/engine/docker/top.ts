import { sanitiseLine } from '../../text/sanitise.ts';

export interface TopAnswer {
  Titles?: string[] | null;
  Processes?: string[][] | null;
}

/**
 * The engine's `top` as processes with numeric uids. Docker gives the columns of `ps -eo pid,uid,args`. Podman knows no
 * numbers: its `user` is a name of the container's accounts where they have one for it (and its `huser` one of the host's).
 *
 * @param main the host's number of the container's process 1 (`State.Pid`), which comes first: once a host has begun
 *   its numbers anew, a child's may be the lower one
 * @param accounts name -> uid, for an engine that names users
 */
export function parseTop(
  answer: TopAnswer,
  main?: number,
  accounts: ReadonlyMap<string, number> = new Map(),
): { pid: number; uid: number; command: string }[] {
  const titles = (answer.Titles ?? []).map((title) => title.toUpperCase());
  const column = (...names: string[]) => titles.findIndex((title) => names.includes(title));
  const pid = column('PID', 'HPID');
  const uid = column('UID', 'USER');
  const command = column('COMMAND', 'CMD', 'ARGS');
  const uidOf = (user: string) => (user === 'root' ? 0 : (accounts.get(user) ?? Number(user)));
  return (answer.Processes ?? [])
    .map((row) => ({
      pid: Number(row[pid]),
      uid: uidOf(row[uid] ?? ''),
      command: sanitiseLine(row.slice(command).join(' ')),
    }))
    .toSorted((a, b) => Number(b.pid === main) - Number(a.pid === main));
}
