import { type PrivateEngine, startPrivateEngine } from '../engine/private-engine.ts';
import { startPrivatePodman } from '../engine/private-podman.ts';
import type { Release } from '../standins/apt.ts';

/** An engine that docker-labs must work with, from Debian's archives. */
export interface EngineKind {
  id: string;
  /** Release -> packages whose programs and libraries it needs beside those of the machine. */
  packages: Partial<Record<Release, string[]>>;
  /** @param root where the packages are unpacked */
  start(root: string): Promise<PrivateEngine>;
}

const CONTAINERD_STORE = { features: { 'containerd-snapshotter': true } };

/** The programs are newer than the machine's C library is; bookworm's runc runs everywhere, and with them all. */
function docker(id: string, release: Release, settings: Record<string, unknown> = {}): EngineKind {
  const own = ['docker.io', 'containerd'];
  return {
    id,
    packages:
      release === 'bookworm' ? { bookworm: [...own, 'runc'] } : { [release]: own, bookworm: ['runc'] },
    start: (root) => startPrivateEngine({ root, settings }),
  };
}

const podman: EngineKind = {
  id: 'podman-bookworm',
  packages: {
    bookworm: [
      // runc: Debian's crun refuses a machine with both kinds of cgroups.
      ...['podman', 'conmon', 'runc', 'netavark', 'aardvark-dns'],
      ...['libsubid4', 'libgpgme11', 'libassuan0'],
    ],
  },
  start: startPrivatePodman,
};

/** Docker 20.10, 26.1 and whatever sid has (28.5), by where images are kept, and Podman 4.3. */
export const ENGINES: EngineKind[] = [
  docker('docker-bookworm', 'bookworm'),
  docker('docker-trixie', 'trixie'),
  docker('docker-trixie-containerd', 'trixie', CONTAINERD_STORE),
  docker('docker-sid', 'sid'),
  docker('docker-sid-containerd', 'sid', CONTAINERD_STORE),
  podman,
];
