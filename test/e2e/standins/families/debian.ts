import type { Release } from '../apt.ts';
import { unpackDebs } from '../deb.ts';
import { CA_BUNDLE_PATH } from '../host.ts';
import type { Kit, LayerRecipe } from '../recipe.ts';
import { FileTree } from '../tree.ts';

/** What `debian:<release>-slim` has: a working apt and dpkg, bash, coreutils. */
export const SYSTEM = [
  '?essential',
  'apt',
  'base-files',
  'base-passwd',
  'passwd',
  'ca-certificates',
  'debian-archive-keyring',
  'tzdata',
  // Keeps out its alternative, usrmerge, which brings all of Perl.
  'usr-is-merged',
];

/**
 * A Debian system made of its packages without running their maintainer scripts: plays
 * `debian:<release>-slim` with `extra` packages and what they depend on.
 */
export function debian(release: Release, extra: string[] = [], name = `debian-${release}`): LayerRecipe {
  return { name, fill: (kit) => fill(kit, release, extra) };
}

async function fill(kit: Kit, release: Release, extra: string[]): Promise<FileTree> {
  const tree = new FileTree({ mergedUsr: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64'])
    tree.directory(`usr/${name}`).symlink(name, `usr/${name}`);
  await install(tree, await kit.apt(release).closure(...SYSTEM, ...extra));
  configure(tree, kit, release);
  return tree;
}

/** Unpacks the packages and enters them into dpkg's database, so that apt and dpkg go on from there. */
async function install(tree: FileTree, debs: string[]): Promise<void> {
  const stanzas = new Map<string, string>();
  for (const { control, listed } of await unpackDebs(debs, tree)) {
    const { name, stanza } = enter(tree, control, listed);
    stanzas.set(name, stanza);
  }
  const sorted = [...stanzas.keys()].sort().map((name) => stanzas.get(name));
  tree.file('var/lib/dpkg/status', sorted.join('')).file('var/lib/dpkg/available', '');
  tree.file('var/lib/dpkg/info/format', '1\n');
  for (const sub of ['updates', 'alternatives', 'triggers', 'parts']) tree.directory(`var/lib/dpkg/${sub}`);
}

const KEPT = [
  'postinst',
  'prerm',
  'postrm',
  'preinst',
  'triggers',
  'md5sums',
  'conffiles',
  'shlibs',
  'symbols',
];

/** dpkg's records of one package: the files of info/, and its stanza of `status`. */
function enter(tree: FileTree, control: FileTree, listed: string[]): { name: string; stanza: string } {
  const text = control.text('control').trimEnd();
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const name = field('Package');
  const qualified = field('Multi-Arch') === 'same' ? `${name}:${field('Architecture')}` : name;
  const paths = listed.map((path) => path.replace(/^\./, '').replace(/\/$/, '') || '/.');
  tree.file(`var/lib/dpkg/info/${qualified}.list`, `${paths.join('\n')}\n`);
  for (const file of KEPT.filter((file) => control.has(file))) {
    const entry = control.entries.get(file);
    if (entry) tree.set(`var/lib/dpkg/info/${qualified}.${file}`, { ...entry, uid: 0, gid: 0 });
  }
  return { name, stanza: `${text.replace(/^Package: .*$/m, '$&\nStatus: install ok installed')}\n\n` };
}

/** What the maintainer scripts would have done, as far as a container needs it. */
function configure(tree: FileTree, kit: Kit, release: Release): void {
  accounts(tree, tree);
  tree
    .file('etc/shells', '/bin/sh\n/bin/bash\n/usr/bin/bash\n')
    .file('etc/hosts', '')
    .file(CA_BUNDLE_PATH, kit.host.caBundle);
  for (const [link, target] of [
    ['usr/bin/awk', 'mawk'],
    ['usr/bin/which', 'which.debianutils'],
  ] as const) {
    if (!tree.has(link) && tree.has(`usr/bin/${target}`)) tree.symlink(link, target);
  }
  for (const name of ['dev', 'home', 'mnt', 'opt', 'proc', 'run', 'srv', 'sys', 'usr/local/bin'])
    tree.directory(name);
  tree.directory('root', 0o700).directory('tmp', 0o1777).directory('var/tmp', 0o1777);
  for (const path of ['usr/share/base-files/dot.bashrc', 'usr/share/base-files/dot.profile']) {
    if (tree.has(path)) tree.file(`root/${path.slice(path.lastIndexOf('dot') + 3)}`, tree.text(path));
  }
  aptSettings(tree, kit, release);
}

/** Copies the accounts of base-passwd, and apt's, into etc/. */
function accounts(tree: FileTree, base: FileTree): void {
  const text = (file: string) =>
    base.text(`usr/share/base-passwd/${file}.master`).replace(/^([^:]*):\*:/gm, '$1:x:');
  const passwd = `${text('passwd')}_apt:x:42:65534::/nonexistent:/usr/sbin/nologin\n`;
  const names = (lines: string) =>
    lines
      .trimEnd()
      .split('\n')
      .map((line) => line.split(':')[0]);
  tree
    .file('etc/passwd', passwd)
    .file('etc/group', text('group'))
    .file(
      'etc/shadow',
      names(passwd)
        .map((name) => `${name}:*:19000:0:99999:7:::\n`)
        .join(''),
      0o640,
    )
    .file(
      'etc/gshadow',
      names(text('group'))
        .map((name) => `${name}:*::\n`)
        .join(''),
      0o640,
    );
}

/** A later layer's account files: Debian's own and one more user, with a home, as `useradd` leaves them. */
export async function withUser(kit: Kit, release: Release, name: string, id: number): Promise<FileTree> {
  const base = new FileTree();
  await unpackDebs(await kit.apt(release).download('base-passwd'), base);
  const tree = new FileTree();
  accounts(tree, base);
  const append = (file: string, line: string, mode?: number) =>
    tree.file(file, `${tree.text(file)}${line}\n`, mode);
  append('etc/passwd', `${name}:x:${id}:${id}::/home/${name}:/bin/bash`);
  append('etc/group', `${name}:x:${id}:`);
  append('etc/shadow', `${name}:!:19000:0:99999:7:::`, 0o640);
  append('etc/gshadow', `${name}:!::`, 0o640);
  return tree.directory(`home/${name}`, 0o755, { uid: id, gid: id });
}

function aptSettings(tree: FileTree, kit: Kit, release: Release): void {
  tree
    .removeWhere((path) => path.startsWith('etc/apt/sources.list.d/') || path.startsWith('var/cache/'))
    .file('etc/apt/sources.list', `deb ${kit.host.debianMirror} ${release} main\n`)
    .file('etc/apt/apt.conf.d/90standin', `${kit.host.aptConf}Acquire::Languages "none";\n`)
    .file(
      'etc/dpkg/dpkg.cfg.d/docker',
      ['doc', 'man', 'info', 'locale'].map((part) => `path-exclude=/usr/share/${part}/*\n`).join('') +
        'force-unsafe-io\n',
    )
    .directory('var/lib/apt/lists/partial')
    .directory('var/cache/apt/archives/partial');
}
