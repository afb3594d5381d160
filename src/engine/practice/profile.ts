import type { BaseEntry, Catalogue, Distro } from './catalogue.ts';
import { type Node, Vfs } from './vfs.ts';

/**
 * The file system of a base as coarsely as the catalogue knows it. Every folder is open (there may be more
 * in it), except those that the profile calls closed.
 */
export function baseFiles(catalogue: Catalogue, entry: BaseEntry): { fs: Vfs; distro: Distro } {
  const profile = catalogue.profile(entry.profile);
  const fs = new Vfs();
  const closed = new Set(profile.closed);
  for (const [path, spec] of Object.entries(profile.paths)) fs.put(path, readSpec(spec));
  for (const path of profile.closed) fs.folder(path);
  for (const [path, node] of [...fs.entries()]) {
    if (node.type === 'directory' && !closed.has(path)) fs.change(path, { open: true });
  }
  if (profile.users.length > 0) {
    const users = profile.users.map((line) => {
      const [name = '', uid = '', gid = '', home = '/', shell = '/sbin/nologin'] = line.split(':');
      return `${name}:x:${uid}:${gid}:${name}:${home}:${shell}\n`;
    });
    fs.write('/etc/passwd', users.join(''));
  }
  if (profile.groups.length > 0) {
    fs.write('/etc/group', profile.groups.map((line) => `${line.replace(':', ':x:')}:\n`).join(''));
  }
  fs.declareMissing(profile.absent);
  fs.beginLayer();
  return { fs, distro: profile.distro };
}

/** `755 1234`, `dir 1777`, `dir 2755 1000:1000`, `-> /bin/busybox`: a path of a profile or a package. */
export function readSpec(spec: string): Node {
  if (spec.startsWith('-> ')) {
    return { type: 'symlink', size: 0, mode: 0o777, uid: 0, gid: 0, linkTarget: spec.slice(3) };
  }
  const [first = '', second, owner = '0:0'] = spec.split(' ');
  if (first === 'dir') {
    const [uid, gid] = owner.split(':').map(Number);
    return {
      type: 'directory',
      size: 0,
      mode: Number.parseInt(second ?? '755', 8),
      uid: uid ?? 0,
      gid: gid ?? 0,
    };
  }
  return { type: 'file', size: Number(second ?? 0), mode: Number.parseInt(first, 8), uid: 0, gid: 0 };
}
