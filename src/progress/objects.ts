import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../text/canonical.ts';

/** Contents by their SHA-256, a file each: the same content is kept once, and can never silently be another. */
export class ObjectStore {
  /** @param dir made when something is kept first */
  constructor(private readonly dir: string) {}

  /** Keeps a content; it is on the disk when this resolves. */
  async put(content: string | Uint8Array): Promise<string> {
    const id = sha256(content);
    const file = this.path(id);
    const known = await stat(file).catch(() => undefined);
    // An empty file of a content that is not: the machine lost power before it was written.
    if (known?.isFile() && known.size === Buffer.byteLength(content)) return id;
    await mkdir(dirname(file), { recursive: true });
    const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
    return id;
  }

  /** @returns undefined when it is not kept (any more), or is not what its name says */
  async get(id: string): Promise<Buffer | undefined> {
    const content = await readFile(this.path(id)).catch(() => undefined);
    return content !== undefined && sha256(content) === id ? content : undefined;
  }

  /** What is kept: SHA-256 -> bytes. */
  async sizes(): Promise<Map<string, number>> {
    const folders = await readdir(this.dir).catch(() => []);
    const found = new Map<string, number>();
    for (const folder of folders) {
      for (const file of await readdir(join(this.dir, folder)).catch(() => [])) {
        const entry = await stat(join(this.dir, folder, file)).catch(() => undefined);
        if (entry) found.set(folder + file, entry.size);
      }
    }
    return found;
  }

  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  private path(id: string): string {
    return join(this.dir, id.slice(0, 2), id.slice(2));
  }
}
