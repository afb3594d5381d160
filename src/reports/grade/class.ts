import { setImmediate } from 'node:timers/promises';
import { lookAlikes } from './look-alikes.ts';
import { type GradedFile, type GradeMeans, gradeFile } from './one-file.ts';
import { gradeOnThreads, threadsFor } from './threads.ts';
import type { Graded, LookAlike } from './types.ts';

/**
 * Grades files, many of them on all cores; of each only the result stays in memory. Whatever a file holds, it is one line
 * in the answer and the others are graded all the same.
 *
 * @returns the results in the order of the files, and which of them look alike
 */
export async function gradeFiles(
  files: readonly string[],
  means: GradeMeans,
): Promise<{ graded: Graded[]; alike: LookAlike[] }> {
  const threads = threadsFor(files.length);
  return classOf(threads > 0 ? await gradeOnThreads(files, means, threads) : await oneByOne(files, means));
}

async function oneByOne(files: readonly string[], means: GradeMeans): Promise<GradedFile[]> {
  const results: GradedFile[] = [];
  for (const file of files) {
    results.push(gradeFile(file, means));
    // Signals get their turn.
    await setImmediate();
  }
  return results;
}

/** The files of a class beside one another: which count, and which look alike. */
export function classOf(results: readonly GradedFile[]): { graded: Graded[]; alike: LookAlike[] } {
  const graded = results.map((one) => one.graded);
  const traits = new Map(results.flatMap((one) => (one.traits ? [[one.graded.file, one.traits]] : [])));
  markSuperseded(graded);
  return { graded, alike: lookAlikes(graded, traits) };
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
