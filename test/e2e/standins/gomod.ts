import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Kit } from './recipe.ts';
import { readTar } from './tar.ts';
import { FileTree } from './tree.ts';
import { zip } from './zip.ts';

/** A Go module whose upstream archive Debian carries, and the hashes that the world's go.sum files name. */
export interface GoModule {
  path: string;
  version: string;
  /** Debian's source package. */
  source: string;
  /** `h1:` of the module's zip and of its go.mod. */
  sum: string;
  modSum: string;
}

export const UUID: GoModule = {
  path: 'github.com/google/uuid',
  version: 'v1.6.0',
  source: 'golang-github-google-uuid',
  sum: 'h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=',
  modSum: 'h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=',
};

/** A module proxy as files (`GOPROXY=file:///…`; the protocol is https://go.dev/ref/mod#goproxy-protocol). */
export async function fileProxy(kit: Kit, modules: GoModule[]): Promise<FileTree> {
  const tree = new FileTree();
  for (const module of modules) {
    const files = await moduleFiles(kit, module);
    const gomod = files.get('go.mod') ?? Buffer.from(`module ${module.path}\n`);
    const prefixed = new Map(
      [...files].map(([path, bytes]) => [`${module.path}@${module.version}/${path}`, bytes]),
    );
    verify(module.sum, hash1(prefixed), module);
    verify(module.modSum, hash1(new Map([['go.mod', gomod]])), module);
    const base = `${module.path}/@v`;
    tree
      .file(`${base}/list`, `${module.version}\n`)
      .file(`${base}/${module.version}.info`, JSON.stringify({ Version: module.version }))
      .file(`${base}/${module.version}.mod`, gomod)
      .file(`${base}/${module.version}.zip`, zip(prefixed));
  }
  return tree;
}

/** The files of the upstream archive without its top folder, as far as they belong to the module. */
async function moduleFiles(kit: Kit, module: GoModule): Promise<Map<string, Buffer>> {
  const archive = await kit.sources('trixie').upstream(module.source);
  const tree = new FileTree();
  await readTar(createReadStream(archive).pipe(createGunzip()), tree, (path) => path.replace(/^[^/]+\//, ''));
  const files = new Map<string, Buffer>();
  for (const [path, entry] of tree.sorted()) {
    const vendored = path.startsWith('vendor/') || path.includes('/vendor/');
    if (entry.type === 'file' && Buffer.isBuffer(entry.content) && !vendored) files.set(path, entry.content);
  }
  return files;
}

/** Go's `h1:` hash of a set of files (golang.org/x/mod/sumdb/dirhash, Hash1). */
export function hash1(files: Map<string, Buffer>): string {
  const sha256 = (data: Buffer | string) => createHash('sha256').update(data);
  const lines = [...files.keys()]
    .sort()
    .map((name) => `${sha256(files.get(name) as Buffer).digest('hex')}  ${name}\n`);
  return `h1:${sha256(lines.join('')).digest('base64')}`;
}

function verify(expected: string, found: string, { path, version }: GoModule): void {
  if (expected !== found) {
    throw new Error(
      `${path}@${version} from Debian's source hashes to ${found}, go.sum files say ${expected}`,
    );
  }
}
