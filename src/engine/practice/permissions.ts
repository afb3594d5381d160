import { posix } from 'node:path';
import { readGroups } from './owner.ts';
import type { Shell } from './shell/shell.ts';
import { type Node, upwards, type Vfs } from './vfs.ts';

const WRITE = 2;

/**
 * Is this shell's user known to be refused writing at a path (its folder, or the file itself where it is
 * there)? False wherever owner or mode are not known.
 */
export function mayNotWrite(shell: Shell, path: string): boolean {
  const { fs } = shell.state;
  const { uid } = shell.user;
  if (uid === 0 || uid < 0 || fs.unforeseen) return false;
  const real = fs.real(path);
  const own = fs.get(real);
  if (own?.type === 'file') return !allowed(shell, own);
  const folder = own?.type === 'directory' ? own : nearestFolder(fs, real);
  return folder !== undefined && !allowed(shell, folder);
}

/** The nearest folder above that is there; undefined where one in between may be there, too. */
function nearestFolder(fs: Vfs, path: string): Node | undefined {
  const parent = posix.dirname(path);
  const at = upwards(parent).find((one) => fs.get(one));
  const node = at === undefined ? undefined : fs.get(at);
  return at === parent || !node?.open ? node : undefined;
}

function allowed(shell: Shell, node: Node): boolean {
  const { uid, gid, name } = shell.user;
  if (node.uid === uid) return (node.mode & (WRITE << 6)) !== 0;
  const groups = readGroups(shell.state.fs);
  const member = groups?.some((group) => group.gid === node.gid && group.members.includes(name));
  if (node.gid === gid || member) return (node.mode & (WRITE << 3)) !== 0;
  return (node.mode & WRITE) !== 0;
}
