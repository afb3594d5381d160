import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { createGunzip } from 'node:zlib';
import { execa } from 'execa';
import { readTar } from './tar.ts';
import type { FileTree } from './tree.ts';

/** npm tarballs, fetched once by npm itself into `folder`. */
export class Npm {
  private readonly fetched = new Map<string, Promise<string>>();

  constructor(private readonly folder: string) {}

  /** The tarball of an exact version, e.g. `npm`, `11.21.2`. */
  tarball(name: string, version: string): Promise<string> {
    const key = `${name}@${version}`;
    const fetching = this.fetched.get(key) ?? this.fetch(name, version);
    this.fetched.set(key, fetching);
    return fetching;
  }

  private async fetch(name: string, version: string): Promise<string> {
    const file = join(this.folder, `${name}-${version}.tgz`);
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
    const scratch = join(this.folder, `.${name}-${version}-${process.pid}`);
    await mkdir(scratch, { recursive: true });
    await execa('npm', ['pack', '--silent', `${name}@${version}`], { cwd: scratch });
    const [fetched = ''] = await readdir(scratch);
    await rename(join(scratch, fetched), file);
    await rm(scratch, { recursive: true });
    return file;
  }

  /** Puts what `package/` of the tarball holds below `to`, where `keep` says so. */
  async unpack(file: string, tree: FileTree, to: string, keep: (path: string) => boolean = () => true) {
    const stream = createReadStream(file).pipe(createGunzip());
    await readTar(stream, tree, (path) => {
      const inner = path.slice(path.indexOf('/') + 1);
      return keep(inner) ? posix.join(to, inner) : undefined;
    });
  }
}
