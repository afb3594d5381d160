import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LearnerError } from '../../errors.ts';

/** As people count: 9.json before 10.json, and alike wherever it runs. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * The files to grade: those that were named, and of folders everything below that ends in `.json`, in order of their
 * names. Links in folders are not followed.
 *
 * @returns `others`: how many files of the folders are something else
 * @throws LearnerError `bad-file` when something named is not there
 */
export async function findExports(named: readonly string[]): Promise<{ files: string[]; others: number }> {
  const files: string[] = [];
  let others = 0;
  for (const path of named) {
    const entry = await stat(path).catch(() => undefined);
    if (!entry) {
      throw new LearnerError('bad-file', `There is no ${path}.`, 'Name exports, or folders that hold them.');
    }
    if (!entry.isDirectory()) {
      files.push(path);
      continue;
    }
    const below: string[] = [];
    for await (const one of await opendir(path, { recursive: true })) {
      if (one.isDirectory()) continue;
      if (one.isFile() && /\.json$/i.test(one.name)) below.push(join(one.parentPath, one.name));
      else others++;
    }
    files.push(...below.sort(byName));
  }
  return { files: [...new Set(files)], others };
}
