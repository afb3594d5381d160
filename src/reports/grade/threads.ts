import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { GradedFile, GradeMeans } from './one-file.ts';

/** Files below which starting threads takes as long as it saves. */
const WORTHWHILE = 100;
/** Files of one message: messages take no time then, and all threads end at about the same. */
const AT_A_TIME = 16;
/** Each thread takes some 50 MB. */
const MOST_THREADS = 8;

/** Beside the bundle; the sources have none. */
const GRADE_WORKER = new URL('./grade-worker.js', import.meta.url);

/** On how many threads so many files are worth being graded; 0: on the one that asks. */
export function threadsFor(files: number, worker: URL = GRADE_WORKER): number {
  const cores = Math.min(availableParallelism(), MOST_THREADS);
  return cores > 1 && files >= WORTHWHILE && existsSync(worker) ? cores : 0;
}

/**
 * Grades files on several threads, which take a few at a time.
 *
 * @returns the results in the order of the files
 * @throws Error when a thread dies
 */
export async function gradeOnThreads(
  files: readonly string[],
  means: GradeMeans,
  threads: number,
  worker: URL = GRADE_WORKER,
): Promise<GradedFile[]> {
  const results: GradedFile[] = [];
  let next = 0;
  const work = async () => {
    const thread = new Worker(worker, { workerData: means });
    try {
      while (next < files.length) {
        const from = next;
        next += AT_A_TIME;
        thread.postMessage(files.slice(from, next));
        const [graded] = (await once(thread, 'message')) as [GradedFile[]];
        for (const [index, one] of graded.entries()) results[from + index] = one;
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return results;
}
