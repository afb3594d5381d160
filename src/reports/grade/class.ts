import { setImmediate } from 'node:timers/promises';
import type { Course } from '../../course/types.ts';
import { assess } from './assess.ts';
import { lookAlikes } from './look-alikes.ts';
import { loadExport, readLoaded } from './read-file.ts';
import type { Rules } from './rules.ts';
import { type Traits, traitsOf } from './traits.ts';
import type { Graded, LookAlike } from './types.ts';

/**
 * Grades files one after the other; of each only the result stays in memory. Whatever a file holds, it is one line in
 * the answer and the others are graded all the same.
 *
 * @returns the results in the order of the files, and which of them look alike
 */
export async function gradeFiles(
  files: readonly string[],
  means: { course: Course; rules: Rules; keepFiles?: boolean },
): Promise<{ graded: Graded[]; alike: LookAlike[] }> {
  const graded: Graded[] = [];
  const traits = new Map<string, Traits>();
  for (const file of files) {
    const read = readLoaded(loadExport(file));
    const one = assess(file, read, means);
    if (read.integrity !== 'unreadable') traits.set(one.file, traitsOf(read.document, one.key));
    graded.push(one);
    // Signals get their turn.
    await setImmediate();
  }
  markSuperseded(graded);
  return { graded, alike: lookAlikes(graded, traits) };
}

/**
 * Of several exports of one learner (same id; same name where there is none) the newest counts; of copies of the same one
 * that which nobody altered.
 */
function markSuperseded(graded: Graded[]): void {
  const newest = new Map<string, Graded>();
  for (const one of graded.filter(({ integrity }) => integrity !== 'unreadable')) {
    const { name, id } = one.learner;
    const key = id === '' ? `name ${name}` : `id ${id}`;
    const before = newest.get(key);
    const [older, newer] = before && counts(before, one) ? [one, before] : [before, one];
    newest.set(key, newer);
    if (!older) continue;
    older.superseded = true;
    const why = older.exportedAt === newer.exportedAt ? 'another copy' : 'a newer export';
    older.flags.push(`${why} counts: ${newer.file}`);
  }
}

/** Does an export count, and not the one that comes after it? */
function counts(one: Graded, next: Graded): boolean {
  if (one.exportedAt !== next.exportedAt) return one.exportedAt > next.exportedAt;
  return one.integrity === 'intact' && next.integrity !== 'intact';
}
