import { open } from 'node:fs/promises';
import type { Course } from '../../course/types.ts';
import { type ReadExport, readExport } from '../export/read.ts';
import { MAX_EXPORT } from '../export/schema.ts';
import { assess } from './assess.ts';
import { lookAlikes, type Traits, traitsOf } from './look-alikes.ts';
import type { Rules } from './rules.ts';
import type { Graded, LookAlike } from './types.ts';

/**
 * Grades files one after the other; of each only the result stays in memory. Whatever a file holds, it is one line in
 * the answer and the others are graded all the same.
 *
 * @param each is told each result as it comes
 */
export async function gradeFiles(
  files: readonly string[],
  { course, rules }: { course: Course; rules: Rules },
  each: (graded: Graded) => void = () => {},
): Promise<{ graded: Graded[]; alike: LookAlike[] }> {
  const graded: Graded[] = [];
  const traits = new Map<string, Traits>();
  for (const file of files) {
    const read = await readFileSafely(file);
    const one = assess(file, read, course, rules);
    if (read.integrity !== 'unreadable') traits.set(one.file, traitsOf(read.document, one.key));
    graded.push(one);
    each(one);
  }
  markSuperseded(graded);
  return { graded, alike: lookAlikes(graded, traits) };
}

/** Reads an export from a file; one that cannot be read says why. Never throws. */
async function readFileSafely(file: string): Promise<ReadExport> {
  try {
    const handle = await open(file);
    try {
      const entry = await handle.stat();
      if (!entry.isFile()) return { integrity: 'unreadable', reason: 'It is no file.' };
      if (entry.size > MAX_EXPORT) {
        return { integrity: 'unreadable', reason: 'The file is larger than an export can be.' };
      }
      return readExport(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof RangeError) return { integrity: 'unreadable', reason: 'It is nested too deeply.' };
    const { code } = error as NodeJS.ErrnoException;
    return { integrity: 'unreadable', reason: `The file cannot be read (${code ?? 'unknown reason'}).` };
  }
}

/** Of several exports of one learner (same id; same name where there is none) the newest counts. */
function markSuperseded(graded: Graded[]): void {
  const newest = new Map<string, Graded>();
  for (const one of graded.filter(({ integrity }) => integrity !== 'unreadable')) {
    const { name, id } = one.learner;
    const key = id === '' ? `name ${name}` : `id ${id}`;
    const before = newest.get(key);
    const [older, newer] = before && before.exportedAt > one.exportedAt ? [one, before] : [before, one];
    newest.set(key, newer);
    if (!older) continue;
    older.superseded = true;
    older.flags.push(`a newer export counts: ${newer.file}`);
  }
}
