import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type ReadExport, readExport } from '../export/read.ts';
import { MAX_EXPORT } from '../export/schema.ts';

/** A file's bytes, or why they cannot be had. */
type Loaded = { bytes: Buffer } | { reason: string };

/**
 * Loads a file that may be an export; what is larger than one can be is not loaded. Never throws. In one go: four turns of
 * the event loop a file take as long as the rest of grading it. Without waiting: nobody may ever write into a pipe.
 */
export function loadExport(file: string): Loaded {
  let fd: number | undefined;
  try {
    fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const entry = fstatSync(fd);
    if (!entry.isFile()) return { reason: 'It is no file.' };
    if (entry.size > MAX_EXPORT) return { reason: 'The file is larger than an export can be.' };
    return { bytes: readFileSync(fd) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { reason: `The file cannot be read (${code ?? 'unknown reason'}).` };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** What a loaded file holds; one that cannot be read says why. Never throws. */
export function readLoaded(loaded: Loaded): ReadExport {
  if ('reason' in loaded) return { integrity: 'unreadable', ...loaded };
  try {
    return readExport(loaded.bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { integrity: 'unreadable', reason: 'It is nested too deeply.' };
  }
}
