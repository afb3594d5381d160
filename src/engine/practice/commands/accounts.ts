import { posix } from 'node:path';
import { type GroupEntry, type PasswdEntry, readGroups, readUsers } from '../owner.ts';
import type { Shell } from '../shell/shell.ts';

/** The image's users and groups while a command changes them; empty lists where they are not known. */
export interface Accounts {
  users: PasswdEntry[];
  groups: GroupEntry[];
}

export function accounts(shell: Shell): Accounts {
  return { users: readUsers(shell.state.fs) ?? [], groups: readGroups(shell.state.fs) ?? [] };
}

/** The lowest free number of a range. */
export function freeId(taken: readonly number[], from: number, to: number, downwards = false): number {
  const used = new Set(taken);
  if (downwards) {
    for (let id = to; id >= from; id--) if (!used.has(id)) return id;
  }
  for (let id = from; id <= to; id++) if (!used.has(id)) return id;
  return to;
}

export function appendUser(shell: Shell, user: PasswdEntry, comment: string): void {
  append(
    shell,
    '/etc/passwd',
    `${user.name}:x:${user.uid}:${user.gid}:${comment}:${user.home}:${user.shell}`,
  );
}

export function appendGroup(shell: Shell, group: { name: string; gid: number }): void {
  append(shell, '/etc/group', `${group.name}:x:${group.gid}:`);
}

/** Puts a user among a group's members. */
export function joinGroup(shell: Shell, user: string, group: string): void {
  const text = shell.state.fs.text('/etc/group');
  if (text === undefined) return;
  const lines = text.split('\n').map((line) => {
    if (!line.startsWith(`${group}:`)) return line;
    return line.endsWith(':') ? line + user : `${line},${user}`;
  });
  shell.state.fs.write('/etc/group', lines.join('\n'));
}

/** The home folder, owned by its user alone (folders above it stay root's). BusyBox sets its setgid bit. */
export function makeHome(shell: Shell, user: PasswdEntry, mode = 0o755): void {
  shell.state.fs.folder(posix.dirname(user.home));
  shell.state.fs.folder(user.home, user, mode);
}

function append(shell: Shell, path: string, line: string): void {
  const { fs } = shell.state;
  const text = fs.text(path);
  if (text === undefined && fs.has(path) !== 'no') return; // not known: adding a line makes it no better known
  fs.write(path, `${text ?? ''}${text && !text.endsWith('\n') ? '\n' : ''}${line}\n`);
}
