import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import type { Release } from '../apt.ts';
import type { Kit, LayerRecipe } from '../recipe.ts';
import { FileTree } from '../tree.ts';

export interface GoVersion {
  /** Debian names its packages by this: `golang-1.26-go`. */
  series: string;
  release: Release;
}

/** The .deb files of the tool chain and of the standard library. */
export const packagesOf = (kit: Kit, { series, release }: GoVersion) =>
  kit.apt(release).download(`golang-${series}-go`, `golang-${series}-src`);

/** What the labs' programs import, directly or through their module. */
const PACKAGES = [
  'crypto/md5',
  'crypto/sha1',
  'database/sql/driver',
  'encoding/json',
  'net/http',
  'os/signal',
];

/** Go's build cache holds each result as `<2 digits>/<its key>-a`, which names the bytes in `…-d`. */
const RESULT = /^[0-9a-f]{2}\/[0-9a-f]{64}-[ad]$/;

/**
 * The part of the standard library that the labs need, compiled. The real image has nothing of the kind: there
 * each program's first build compiles the library too, which made half of the time of all engine tests.
 */
export function compiledLibrary(version: GoVersion): LayerRecipe {
  return {
    name: `go-${version.series}-compiled`,
    async fill(kit) {
      const folder = await mkdtemp(join(tmpdir(), 'standin-go-'));
      try {
        for (const deb of await packagesOf(kit, version)) await execa('dpkg-deb', ['-x', deb, folder]);
        const cache = join(folder, 'cache');
        // As the labs compile: the result's key holds the settings and what the sources say, but not where they are.
        const env = { GOROOT: join(folder, 'usr/lib', `go-${version.series}`), GOCACHE: cache, ...SETTINGS };
        await execa(join(env.GOROOT, 'bin/go'), ['build', ...PACKAGES], { cwd: folder, env });
        return await resultsIn(cache);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

const SETTINGS = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOENV: 'off', GOFLAGS: '', GO111MODULE: 'off' };

async function resultsIn(cache: string): Promise<FileTree> {
  const tree = new FileTree();
  for (const entry of await readdir(cache, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(cache, file);
    if (!RESULT.test(path)) continue;
    const content = await readFile(file);
    tree.file(`root/.cache/go-build/${path}`, path.endsWith('-a') ? undated(content) : content);
  }
  return tree;
}

/** `v1 <key> <digest> <size> <nanoseconds>`, in columns: without the time, which only `go test` reads. */
const undated = (result: Buffer) =>
  result.toString().replace(/\d+\n$/, (time) => `${'0'.padStart(time.length - 1)}\n`);
