import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import type { Release } from '../standins/apt.ts';
import { withKit } from '../standins/assemble.ts';
import { readHost } from '../standins/host.ts';
import type { EngineKind } from './kinds.ts';

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'docker-labs-engines');

/**
 * Unpacks an engine's packages, which come from the mirror that the machine's own apt uses; nothing is installed.
 * @returns the folder with its `usr/`; the same versions are unpacked once.
 * @throws when the archives cannot be reached or lack a package: apt's words.
 */
export async function obtain(kind: EngineKind): Promise<string> {
  const host = await readHost();
  const debs = await withKit(host, async (kit) => {
    const files: string[] = [];
    for (const [release, names] of Object.entries(kind.packages))
      files.push(...(await kit.apt(release as Release).download(...names)));
    return files;
  });
  const versions = debs.map((deb) => basename(deb)).join('\n');
  const root = join(CACHE, createHash('sha256').update(versions).digest('hex').slice(0, 16));
  const isThere = await access(root).then(
    () => true,
    () => false,
  );
  if (isThere) return root;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'unpacking-'));
  for (const deb of debs) await execa('dpkg', ['-x', deb, folder]);
  // Whoever unpacked the same meanwhile was as good.
  await rename(folder, root).catch(() => {});
  return root;
}
