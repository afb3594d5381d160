import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { readTar } from './tar.ts';
import { FileTree } from './tree.ts';

/** Documentation, translations and the like: nothing that a container runs. */
const NOT_NEEDED =
  /^usr\/share\/(doc|doc-base|man|info|locale|lintian|linda|bug|gdb|bash-completion|zsh|applications|pixmaps|menu)\/./;

export interface Unpacked {
  /** The control files: `control`, `postinst`, `md5sums` … */
  control: FileTree;
  /** The paths as the package lists them. */
  listed: string[];
}

/**
 * Puts the files of .deb packages into `tree`, in the given order.
 * @param keep which paths (without a leading `./`) to take.
 */
export async function unpackDebs(
  debs: string[],
  tree: FileTree,
  keep: (path: string) => boolean = (path) => !NOT_NEEDED.test(path),
): Promise<Unpacked[]> {
  const folder = await mkdtemp(join(tmpdir(), 'standin-debs-'));
  try {
    await extract(debs, folder);
    const unpacked: Unpacked[] = [];
    for (const deb of debs) {
      const archive = (kind: string) =>
        createReadStream(join(folder, `${basename(deb)}.${kind}`), { highWaterMark: 1 << 20 });
      const control = new FileTree();
      await readTar(archive('control'), control);
      const place = (path: string) => (keep(path.replace(/^\.\//, '')) ? path : undefined);
      unpacked.push({ control, listed: await readTar(archive('data'), tree, place) });
    }
    return unpacked;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Both archives of each package, decompressed, in `folder`. One child does them all, with a shell for eight at a
 * time: to start a program takes longer than to unpack a package.
 */
async function extract(debs: string[], folder: string): Promise<void> {
  const script = [
    'set -e',
    'for deb; do to=$0/$(basename "$deb")',
    'dpkg-deb --ctrl-tarfile "$deb" > "$to.control"',
    'dpkg-deb --fsys-tarfile "$deb" > "$to.data"; done',
  ].join('; ');
  const parallel = String(availableParallelism());
  await execa('xargs', ['-0', '-P', parallel, '-n', '8', 'sh', '-c', script, folder], {
    input: debs.join('\0'),
  });
}
