import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Lab } from '../../course/types.ts';
import { LearnerError } from '../../errors.ts';
import { sha256 } from '../../text/canonical.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { ExportFile, ExportLab } from '../export/schema.ts';

/**
 * Writes the files of a submission's lab into an empty folder. Those that an export names without their content are
 * the starter's own.
 *
 * @param dir absolute; nothing is written outside of it: paths were checked when the export was read
 * @throws LearnerError `bad-file` when a file is not in the export, or is not what the export says of it
 */
export async function layOut(lab: Lab, { files }: ExportLab, dir: string): Promise<void> {
  for (const file of files) {
    const content = await contentOf(lab, file);
    const path = join(dir, file.path);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content, { flag: 'wx' });
      await chmod(path, file.executable ? 0o755 : 0o644);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw wrong(`${lab.id}: ${file.path} cannot be laid out (${code ?? 'unknown reason'}).`, cause);
    }
  }
}

async function contentOf(lab: Lab, { path, text, base64, sha256: said }: ExportFile): Promise<Buffer> {
  const given =
    text === undefined
      ? base64 === undefined
        ? undefined
        : Buffer.from(base64, 'base64')
      : Buffer.from(text);
  const content = given ?? (await readFile(join(lab.starterDir, path)).catch(() => undefined));
  if (content && sha256(content) === said) return content;
  throw wrong(
    given
      ? `${lab.id}: ${path} is another file in the export than the one it names.`
      : `${lab.id}: ${path} is not in the export, and is not this course's own.`,
  );
}

function wrong(message: string, cause?: unknown): LearnerError {
  return new LearnerError('bad-file', sanitiseLine(message, 300), 'Ask for a new export.', { cause });
}
