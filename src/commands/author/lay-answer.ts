import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDockerfileName, rewriteBases } from '../../course/bases.ts';
import { listTree } from '../../course/paths.ts';
import type { Course, Lab, WrongAnswer } from '../../course/types.ts';
import { WRONG_FILE } from './wrong-answers.ts';

export type Answer = 'starter' | 'solution' | WrongAnswer;

/**
 * Lays an answer out as a learner would have it: the starter, over it the solution, over that the wrong
 * answer's files.
 *
 * @returns `labDir`: a fresh folder named as the lab's (`01-basic`); `remove` deletes it
 */
export async function layAnswer(
  course: Course,
  lab: Lab,
  answer: Answer,
): Promise<{ labDir: string; remove(): Promise<void> }> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'docker-labs-author-')));
  const labDir = join(root, lab.folder);
  await mkdir(labDir);
  await cp(lab.starterDir, labDir, { recursive: true });
  if (answer !== 'starter') await overlay(lab.solutionDir, labDir, 'why.md');
  if (typeof answer === 'object') {
    await overlay(answer.dir, labDir, WRONG_FILE);
    for (const path of answer.manifest.removes)
      await rm(join(labDir, path), { recursive: true, force: true });
    await rewriteFolder(course, labDir);
  }
  return { labDir, remove: () => rm(root, { recursive: true, force: true }) };
}

async function overlay(from: string, to: string, without: string): Promise<void> {
  for (const entry of await readdir(from)) {
    if (entry !== without) await cp(join(from, entry), join(to, entry), { recursive: true });
  }
}

/** A wrong answer's own Dockerfiles still name the declared bases; a classroom's have to stand there. */
async function rewriteFolder(course: Course, dir: string): Promise<void> {
  if (!course.baseOverrides) return;
  for (const file of (await listTree(dir)).files.filter(isDockerfileName)) {
    const text = await readFile(join(dir, file), 'utf8');
    await writeFile(join(dir, file), rewriteBases(text, course.manifest.bases, course.baseOverrides));
  }
}
