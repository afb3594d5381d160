import { open } from 'node:fs/promises';
import { type ReadExport, readExport } from '../export/read.ts';
import { MAX_EXPORT } from '../export/schema.ts';

const EMPTY = Buffer.alloc(0);

/**
 * Reads an export from a file; one that cannot be read says why. Never throws.
 *
 * @returns `bytes`: the file's; none of one that was not read
 */
export async function readExportFile(file: string): Promise<{ read: ReadExport; bytes: Buffer }> {
  const unreadable = (reason: string) => ({
    read: { integrity: 'unreadable' as const, reason },
    bytes: EMPTY,
  });
  try {
    const handle = await open(file);
    try {
      const entry = await handle.stat();
      if (!entry.isFile()) return unreadable('It is no file.');
      if (entry.size > MAX_EXPORT) return unreadable('The file is larger than an export can be.');
      const bytes = await handle.readFile();
      return { read: readExport(bytes), bytes };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof RangeError) return unreadable('It is nested too deeply.');
    const { code } = error as NodeJS.ErrnoException;
    return unreadable(`The file cannot be read (${code ?? 'unknown reason'}).`);
  }
}
