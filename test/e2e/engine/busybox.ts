import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { withKit } from '../standins/assemble.ts';
import { readHost } from '../standins/host.ts';

/** Puts Debian's static busybox into a folder: all that an image needs to run a shell, without any base. */
export async function copyBusybox(target: string): Promise<void> {
  const debs = await withKit(await readHost(), (kit) => kit.apt('bookworm').download('busybox-static'));
  const folder = await mkdtemp(join(tmpdir(), 'docker-labs-busybox-'));
  try {
    for (const deb of debs) await execa('dpkg', ['-x', deb, folder]);
    const found = await execa('find', [folder, '-path', '*bin/busybox']);
    await copyFile(found.stdout, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
