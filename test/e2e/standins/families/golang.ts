import { unpackDebs } from '../deb.ts';
import { fileProxy, UUID } from '../gomod.ts';
import type { ImageConfig, ImageRecipe, Kit, LayerRecipe } from '../recipe.ts';
import { FileTree } from '../tree.ts';
import { alpine } from './alpine.ts';
import { debian } from './debian.ts';
import { compiledLibrary, type GoVersion, packagesOf } from './go-library.ts';
import { MB, padding } from './padding.ts';

const PROXY = 'usr/local/share/go-proxy';

/** What compiling a program never reads: tests, the compiler's own source, documentation. */
const NOT_NEEDED = /^(src\/cmd|test|api|doc|misc)\/|\/testdata\/|_test\.go$|^src\/.*\.(md|pprof|zip)$/;
const TOOLS = /^pkg\/tool\/[^/]+\/(?!(asm|compile|cgo|cover|link|vet|preprofile)$)/;

/** The Go tool chain from Debian's packages, filed as Go's own archive files it. */
function toolchain({ series, release }: GoVersion): LayerRecipe {
  return {
    name: `go-${series}`,
    async fill(kit: Kit) {
      const goroot = `usr/lib/go-${series}`;
      const share = `usr/share/go-${series}`;
      const inside = (path: string) =>
        path.slice(path.startsWith(goroot) ? goroot.length + 1 : share.length + 1);
      const keep = (path: string) =>
        (path.startsWith(`${goroot}/`) || path.startsWith(`${share}/`)) &&
        !NOT_NEEDED.test(inside(path)) &&
        !TOOLS.test(inside(path));
      const unpacked = new FileTree();
      await unpackDebs(await packagesOf(kit, { series, release }), unpacked, keep);
      // Debian splits GOROOT in two and joins the parts by links.
      unpacked.removeWhere((path) => unpacked.entries.get(path)?.type === 'symlink');
      const tree = new FileTree()
        .graft(unpacked, goroot, 'usr/local/go')
        .graft(unpacked, share, 'usr/local/go');
      tree.graft(await fileProxy(kit, [UUID]), '', PROXY);
      return tree
        .file('usr/local/go/go.env', `GOPROXY=file:///${PROXY}\nGOSUMDB=off\nGOTOOLCHAIN=local\n`)
        .directory('go/src', 0o1777)
        .directory('go/bin', 0o1777);
    },
  };
}

const CURRENT: GoVersion = { series: '1.26', release: 'trixie' };
const MATERIAL: GoVersion = { series: '1.21', release: 'bookworm' };

/** The material's own version builds once or twice; it isn't worth a library. */
const compiled = (version: GoVersion) => (version === CURRENT ? [compiledLibrary(version)] : []);

const config = ({ series }: GoVersion, shell: string): ImageConfig => ({
  Env: [
    'PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `GOLANG_VERSION=${series}`,
    'GOTOOLCHAIN=local',
    'GOPATH=/go',
  ],
  Cmd: [shell],
  WorkingDir: '/go',
});

const onAlpine = (version: GoVersion): ImageRecipe => ({
  tags: [`golang:${version.series}-alpine`],
  layers: [alpine, toolchain(version), ...compiled(version)],
  config: config(version, '/bin/sh'),
});

export const golang: ImageRecipe[] = [
  onAlpine(CURRENT),
  onAlpine(MATERIAL),
  {
    tags: [`golang:${CURRENT.series}`, 'golang:latest'],
    layers: [debian('trixie'), padding('scm', 500 * MB), toolchain(CURRENT), ...compiled(CURRENT)],
    config: config(CURRENT, 'bash'),
    padded: 500 * MB,
  },
];
