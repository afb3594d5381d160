import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Lab } from './types.ts';

const WHY = 'why.md';

/**
 * A lab's finished files and the reasons for them.
 *
 * @returns `files`: path relative to the lab's folder (with `/`) -> text; `why`: Markdown
 */
export async function solutionFiles(lab: Lab): Promise<{ files: Record<string, string>; why: string }> {
  const entries = await readdir(lab.solutionDir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(lab.solutionDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const read = async (path: string) => [path, await readFile(join(lab.solutionDir, path), 'utf8')] as const;
  const texts = Object.fromEntries(await Promise.all(paths.map(read)));
  const { [WHY]: why = '', ...files } = texts;
  return { files, why };
}
