import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isDockerfileName, rewriteBases } from './bases.ts';
import { listTree } from './paths.ts';
import type { Course, Lab } from './types.ts';

/**
 * The course with its starters and solutions copied to the user's cache, their FROM lines naming a
 * classroom's images. Everything after the loader (layout, baselines, solutions) then sees one truth.
 *
 * @returns the same course where nothing is overridden
 */
export async function rebaseCourse(course: Course, env: NodeJS.ProcessEnv): Promise<Course> {
  if (!course.baseOverrides) return course;
  const cache = join(cacheDir(env), 'bases');
  const labs = await Promise.all(course.labs.map((lab) => rebaseLab(course, lab, cache)));
  return { ...course, labs };
}

async function rebaseLab(course: Course, lab: Lab, cache: string): Promise<Lab> {
  const [starterDir, solutionDir] = await Promise.all(
    [lab.starterDir, lab.solutionDir].map((dir) => rebaseFolder(dir, course, cache)),
  );
  return { ...lab, starterDir: starterDir ?? lab.starterDir, solutionDir: solutionDir ?? lab.solutionDir };
}

/** A rewritten copy of a folder, named by its content, so that a finished copy is never stale. */
async function rebaseFolder(dir: string, course: Course, cache: string): Promise<string> {
  const { files } = await listTree(dir);
  const contents = await Promise.all(files.map((file) => readFile(join(dir, file))));
  const hash = createHash('sha256').update(JSON.stringify([course.baseOverrides, files]));
  for (const content of contents) hash.update(`${content.length}:`).update(content);
  const copy = join(cache, hash.digest('hex').slice(0, 32));
  if (existsSync(copy)) return copy;

  await mkdir(cache, { recursive: true, mode: 0o700 });
  const work = await mkdtemp(join(cache, 'new-'));
  await cp(dir, work, { recursive: true });
  for (const [index, file] of files.entries()) {
    if (!isDockerfileName(file)) continue;
    const text = contents[index]?.toString('utf8') ?? '';
    await writeFile(join(work, file), rewriteBases(text, course.manifest.bases, course.baseOverrides ?? {}));
  }
  // Another process may have made the same copy meanwhile: either will do.
  await rename(work, copy).catch(() => rm(work, { recursive: true, force: true }));
  return copy;
}

function cacheDir(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME || env.LOCALAPPDATA || join(homedir(), '.cache');
  return join(base, 'docker-labs');
}
