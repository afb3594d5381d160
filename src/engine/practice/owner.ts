import type { Vfs } from './vfs.ts';

export interface Owner {
  /** -1 where a name's number is not known. */
  uid: number;
  gid: number;
}

export interface PasswdEntry extends Owner {
  name: string;
  home: string;
  shell: string;
}
export interface GroupEntry {
  name: string;
  gid: number;
  members: string[];
}

/** The users of an image; undefined when its passwd is not known. */
export function readUsers(fs: Vfs): PasswdEntry[] | undefined {
  return lines(fs, '/etc/passwd')?.map((line) => {
    const [name = '', , uid = '', gid = '', , home = '/', shell = ''] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid), home, shell };
  });
}

/** The groups of an image; undefined when they are not known. */
export function readGroups(fs: Vfs): GroupEntry[] | undefined {
  return lines(fs, '/etc/group')?.map((line) => {
    const [name = '', , gid = '', members = ''] = line.split(':');
    return { name, gid: Number(gid), members: members.split(',').filter(Boolean) };
  });
}

function lines(fs: Vfs, path: string): string[] | undefined {
  const text = fs.text(path);
  if (text === undefined) return fs.has(path) === 'no' ? [] : undefined;
  return text.split('\n').filter((line) => line.includes(':'));
}

/**
 * Resolves `user[:group]` by the image's own passwd and group, as `USER`, `--chown` and `chown` do; numbers
 * need no entry.
 *
 * @returns the owner, or the name that does not exist
 */
export function resolveOwner(
  fs: Vfs,
  spec: string,
): (PasswdEntry & { group?: string }) | { missing: 'user' | 'group'; name: string } {
  const [userName = '', groupName] = spec.split(':', 2);
  const users = readUsers(fs);
  const numeric = /^\d+$/.test(userName);
  const user = users?.find((one) => one.name === userName || (numeric && one.uid === Number(userName)));
  if (!user && !numeric && userName !== '' && users) {
    if (userName !== 'root') return { missing: 'user', name: userName };
  }
  const found: PasswdEntry = user ?? {
    name: userName,
    uid: numeric ? Number(userName) : userName === '' || userName === 'root' ? 0 : -1,
    gid: 0,
    home: '/',
    shell: '',
  };
  if (groupName === undefined || groupName === '') return found;
  if (/^\d+$/.test(groupName)) return { ...found, gid: Number(groupName) };
  const groups = readGroups(fs);
  const group = groups?.find((one) => one.name === groupName);
  if (group) return { ...found, gid: group.gid, group: group.name };
  if (groups && groupName !== 'root') return { missing: 'group', name: groupName };
  return { ...found, gid: groupName === 'root' ? 0 : -1 };
}
