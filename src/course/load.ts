import { hasOverrides } from './overrides.ts';
import { packageLabs } from './paths.ts';
import { preparedCourse } from './prepared.ts';
import type { Course } from './types.ts';

export interface LoadOptions {
  /** Workspace whose `bases.yaml` replaces base images. */
  workspace?: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * The course: as the build prepared it where that is the one asked for, else read from its files.
 *
 * @param dir folder of `course.yaml`; the package's own labs when absent
 * @throws LearnerError `bad-course` naming every problem as `file:line: what was expected`; `bad-file`
 *   for a broken file of a classroom's base images
 */
export async function loadCourse(dir?: string, options: LoadOptions = {}): Promise<Course> {
  const env = options.env ?? process.env;
  const own = dir === undefined && !hasOverrides(options.workspace, env);
  const prepared = own ? preparedCourse(packageLabs()) : undefined;
  if (prepared) return prepared;
  const { readCourse } = await import('./read-course.ts'); // brings a YAML parser and the schemas
  return readCourse(dir, options.workspace, env);
}
