import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { createGunzip } from 'node:zlib';
import { execa } from 'execa';
import { batched } from './batch.ts';
import { readTar } from './tar.ts';
import type { FileTree } from './tree.ts';

/** npm tarballs, fetched once by npm itself into `folder`. */
export class Npm {
  private readonly tarballs = batched((specs) => this.fetch(specs));

  constructor(private readonly folder: string) {}

  /** The tarball of an exact version, e.g. `npm`, `11.21.2`. */
  tarball(name: string, version: string): Promise<string> {
    return this.tarballs(`${name}@${version}`);
  }

  private async fetch(specs: string[]): Promise<Map<string, string>> {
    const files = new Map(specs.map((spec) => [spec, join(this.folder, tarballName(spec))]));
    await mkdir(this.folder, { recursive: true });
    const here = new Set(await readdir(this.folder));
    const missing = specs.filter((spec) => !here.has(tarballName(spec)));
    if (missing.length > 0) {
      const scratch = join(this.folder, `.part-${process.pid}`);
      await mkdir(scratch, { recursive: true });
      await execa('npm', ['pack', '--silent', ...missing], { cwd: scratch });
      for (const name of await readdir(scratch)) await rename(join(scratch, name), join(this.folder, name));
      await rm(scratch, { recursive: true });
    }
    return files;
  }

  /** Puts what `package/` of the tarball holds below `to`, where `keep` says so. */
  async unpack(file: string, tree: FileTree, to: string, keep: (path: string) => boolean = () => true) {
    const stream = createReadStream(file).pipe(createGunzip({ chunkSize: 1 << 20 }));
    await readTar(stream, tree, (path) => {
      const inner = path.slice(path.indexOf('/') + 1);
      return keep(inner) ? posix.join(to, inner) : undefined;
    });
  }
}

/** What `npm pack` calls the file of an unscoped `name@version`. */
const tarballName = (spec: string) => `${spec.replace('@', '-')}.tgz`;
