import { open } from 'node:fs/promises';
import { LearnerError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { parseReport } from './parse.ts';
import type { ScanReport } from './types.ts';

/** The largest report that is read: a full Trivy report of a large image, all packages listed, has some MB. */
export const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/**
 * Reads a saved report of any known scanner.
 *
 * @throws LearnerError `bad-file` where it cannot be read, is too large, or is no report
 */
export async function readReportFile(path: string): Promise<ScanReport> {
  return parseReport(decode(await readBounded(path)), path);
}

async function readBounded(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > MAX_REPORT_BYTES) throw tooLarge(path);
      const bytes = await file.readFile();
      if (bytes.length > MAX_REPORT_BYTES) throw tooLarge(path);
      return bytes;
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof LearnerError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : (code ?? 'unknown reason');
    throw new LearnerError(
      'bad-file',
      `${sanitiseLine(path)} cannot be read: ${why}.`,
      'Check the path after --from.',
      {
        cause,
      },
    );
  }
}

function tooLarge(path: string): LearnerError {
  return new LearnerError(
    'bad-file',
    `${sanitiseLine(path)} has more than 64 MB, which no report of one image has.`,
    'Is it the report? Trivy writes a smaller one without --list-all-pkgs.',
  );
}

/** UTF-8, or the UTF-16 that Windows PowerShell writes with `>`. */
function decode(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
}
