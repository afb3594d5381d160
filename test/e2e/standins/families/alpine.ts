import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { unpackDebs } from '../deb.ts';
import { CA_BUNDLE_PATH } from '../host.ts';
import type { Kit, LayerRecipe } from '../recipe.ts';
import { shim } from '../shim.ts';
import { FileTree } from '../tree.ts';

/** Alpine's users and groups, as far as a lab can tell them apart. */
const USERS: [name: string, uid: number, gid: number, home: string, shell: string][] = [
  ['root', 0, 0, '/root', '/bin/sh'],
  ['bin', 1, 1, '/bin', '/sbin/nologin'],
  ['daemon', 2, 2, '/sbin', '/sbin/nologin'],
  ['mail', 8, 12, '/var/mail', '/sbin/nologin'],
  ['guest', 405, 100, '/dev/null', '/sbin/nologin'],
  ['nobody', 65534, 65534, '/', '/sbin/nologin'],
];
const GROUPS: [name: string, gid: number, members: string][] = [
  ['root', 0, 'root'],
  ['bin', 1, 'root,bin,daemon'],
  ['daemon', 2, 'root,bin,daemon'],
  ['mail', 12, ''],
  ['users', 100, ''],
  ['nogroup', 65533, ''],
  ['nobody', 65534, ''],
];

/** glibc, BusyBox and shims for what Alpine has and Debian's BusyBox lacks: plays `alpine`. */
export const alpine: LayerRecipe = { name: 'alpine', fill };

async function fill(kit: Kit): Promise<FileTree> {
  const tree = new FileTree();
  await systemFiles(kit, tree);
  await busyBox(tree);
  for (const name of [
    'etc',
    'home',
    'media',
    'mnt',
    'opt',
    'proc',
    'run',
    'srv',
    'sys',
    'var/log',
    'usr/local/bin',
  ]) {
    tree.directory(name);
  }
  tree.directory('dev').directory('root', 0o700).directory('tmp', 0o1777).directory('var/tmp', 0o1777);
  accounts(tree);
  tree
    .file('etc/os-release', osRelease)
    .file('etc/alpine-release', '3.22.2\n')
    .file('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n')
    .file('etc/profile', 'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n')
    .file('etc/shells', '/bin/sh\n/bin/ash\n')
    .file('etc/apk/world', 'alpine-baselayout\nalpine-keys\napk-tools\nbusybox\nmusl-utils\n')
    .file('sbin/nologin', '#!/bin/sh\necho "This account is not available"\nexit 1\n', 0o755)
    .file(CA_BUNDLE_PATH, kit.host.caBundle)
    .symlink('etc/ssl/cert.pem', 'certs/ca-certificates.crt');
  tree.file('usr/sbin/addgroup', await shim('addgroup'), 0o755);
  tree.file('usr/sbin/adduser', await shim('adduser'), 0o755);
  tree.file('sbin/apk', await shim('apk'), 0o755);
  return tree;
}

const osRelease = `NAME="Alpine Linux (docker-labs stand-in)"
ID=alpine
VERSION_ID=3.22.2
PRETTY_NAME="docker-labs stand-in for Alpine, assembled from Debian packages"
`;

async function systemFiles(kit: Kit, tree: FileTree): Promise<void> {
  const runtime = /^(usr\/)?lib(64)?(\/|$)(?!.*(gconv|\/audit\/|initramfs-tools))/;
  const apt = kit.apt('trixie');
  const [libraries, box, tini] = await Promise.all([
    apt.download('libc6', 'libgcc-s1', 'libstdc++6'),
    apt.download('busybox-static'),
    apt.download('tini'),
  ]);
  await unpackDebs(libraries, tree, (path) => runtime.test(path));
  tree.symlink('lib64', 'usr/lib64');

  const merged = new FileTree({ mergedUsr: true });
  await unpackDebs([...box, ...tini], merged);
  tree.graft(merged, 'usr/bin/busybox', 'bin/busybox');
  tree.graft(merged, 'usr/bin/tini-static', 'usr/lib/apk-standin/tini');
}

/** A link for each applet, where BusyBox itself would install it. */
async function busyBox(tree: FileTree): Promise<void> {
  const entry = tree.entries.get('bin/busybox');
  if (entry?.type !== 'file' || !Buffer.isBuffer(entry.content))
    throw new Error('busybox-static has no bin/busybox');
  const folder = await mkdtemp(join(tmpdir(), 'standin-busybox-'));
  try {
    const program = join(folder, 'busybox');
    await writeFile(program, entry.content);
    await chmod(program, 0o755);
    const { stdout } = await execa(program, ['--list-full']);
    for (const path of stdout.split('\n')) if (!tree.has(path)) tree.symlink(path, '/bin/busybox');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function accounts(tree: FileTree): void {
  const lines = (rows: string[]) => `${rows.join('\n')}\n`;
  const passwd = USERS.map(
    ([name, uid, gid, home, shell]) => `${name}:x:${uid}:${gid}:${name}:${home}:${shell}`,
  );
  tree.file('etc/passwd', lines(passwd));
  tree.file('etc/group', lines(GROUPS.map(([name, gid, members]) => `${name}:x:${gid}:${members}`)));
  tree.file(
    'etc/shadow',
    lines(USERS.map(([name]) => `${name}:${name === 'root' ? '*' : '!'}::0:::::`)),
    0o640,
  );
}

/** A later layer's /etc/passwd, group and shadow: Alpine's own and one more user, with a home. */
export function withUser(name: string, id: number): FileTree {
  const tree = new FileTree();
  accounts(tree);
  const append = (file: string, line: string, mode?: number) =>
    tree.file(file, `${tree.text(file)}${line}\n`, mode);
  append('etc/passwd', `${name}:x:${id}:${id}::/home/${name}:/bin/sh`);
  append('etc/group', `${name}:x:${id}:`);
  append('etc/shadow', `${name}:!::0:::::`, 0o640);
  return tree.directory(`home/${name}`, 0o2755, { uid: id, gid: id });
}
