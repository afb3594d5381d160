import { execa } from 'execa';
import { readTar } from './tar.ts';
import { FileTree } from './tree.ts';

/** Documentation, translations and the like: nothing that a container runs. */
const NOT_NEEDED =
  /^usr\/share\/(doc|doc-base|man|info|locale|lintian|linda|bug|gdb|bash-completion|zsh|applications|pixmaps|menu)\/./;

/** Puts the files of a .deb into `tree`. Returns the paths as the package lists them. */
export async function unpackDeb(
  deb: string,
  tree: FileTree,
  keep: (path: string) => boolean = (path) => !NOT_NEEDED.test(path),
): Promise<string[]> {
  const child = execa('dpkg-deb', ['--fsys-tarfile', deb], { buffer: false });
  const listed = await readTar(child.stdout, tree, (path) =>
    keep(path.replace(/^\.\//, '')) ? path : undefined,
  );
  await child;
  return listed;
}

/** The control files of a .deb: `control`, `postinst`, `md5sums` … */
export async function controlOf(deb: string): Promise<FileTree> {
  const child = execa('dpkg-deb', ['--ctrl-tarfile', deb], { buffer: false });
  const tree = new FileTree();
  await readTar(child.stdout, tree);
  await child;
  return tree;
}
