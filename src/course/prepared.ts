import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Course, Lab } from './types.ts';

/**
 * The package's course as the build wrote it down, read and proved: parsing seven labs' YAML against their schema takes
 * half of the time to the first screen.
 */
interface Prepared {
  /** All its paths are relative to the folder that holds `labs/`, with `/`. */
  course: Course;
  /** The files it was read from, with their lengths in bytes. */
  files: Record<string, number>;
}

/** Beside the bundled program; beside this source file there is none, so that a course in the making is read anew. */
const FILE = join(dirname(fileURLToPath(import.meta.url)), 'course.json');

/**
 * What the build puts beside the program.
 *
 * @param course the package's own, as read from its files
 * @returns JSON
 */
export function prepare(course: Course): string {
  const root = dirname(course.dir);
  const name = (path: string) => relative(root, path).split(sep).join('/');
  const sources = [
    join(course.dir, 'course.yaml'),
    ...course.labs.flatMap((lab) => [
      join(lab.dir, 'lab.yaml'),
      ...lab.steps.map(({ lessonFile }) => lessonFile),
    ]),
  ];
  const files = Object.fromEntries(sources.map((path) => [name(path), statSync(path).size]));
  return JSON.stringify({ course: moved(course, name), files } satisfies Prepared);
}

/**
 * @param labs the package's folder of labs
 * @param file what `prepare` wrote
 * @returns undefined where there is none, or where one of the course's files is not what it was
 */
export function preparedCourse(labs: string, file = FILE): Course | undefined {
  if (!existsSync(file)) return undefined;
  const { course, files } = JSON.parse(readFileSync(file, 'utf8')) as Prepared;
  const root = dirname(realpathSync(labs));
  const written = statSync(file).mtimeMs;
  for (const [name, size] of Object.entries(files)) {
    const now = statSync(join(root, name), { throwIfNoEntry: false });
    // npm gives all the files of a package one time.
    if (now?.size !== size || now.mtimeMs > written) return undefined;
  }
  return moved(course, (path) => join(root, path));
}

function moved(course: Course, to: (path: string) => string): Course {
  const lab = (one: Lab): Lab => ({
    ...one,
    dir: to(one.dir),
    starterDir: to(one.starterDir),
    solutionDir: to(one.solutionDir),
    steps: one.steps.map((step) => ({ ...step, lessonFile: to(step.lessonFile) })),
  });
  return { ...course, dir: to(course.dir), labs: course.labs.map(lab) };
}
