import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LearnerError } from '../errors.ts';
import { fillBases, readOverrides } from './bases.ts';
import { loadLab } from './load-lab.ts';
import { packageLabs, whyUnusable } from './paths.ts';
import { badCourse, type Problem } from './problems.ts';
import { rebaseCourse } from './rebase.ts';
import { courseSchema } from './schema.ts';
import type { Course, Lab } from './types.ts';
import { readYaml, type YamlSource } from './yaml.ts';

/**
 * Reads a course: `course.yaml`, each lab's `lab.yaml` and lessons, base images filled in.
 *
 * @param dir folder of `course.yaml`; the package's own labs when absent
 * @param workspace its `bases.yaml` replaces base images
 * @throws LearnerError `bad-course` naming every problem as `file:line: what was expected`; `bad-file`
 *   for a broken file of a classroom's base images
 */
export async function readCourse(
  dir: string | undefined,
  workspace: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Course> {
  const courseDir = await findCourse(dir);
  const file = join(courseDir, 'course.yaml');
  const source = readYaml(await readFile(file, 'utf8'), courseSchema);
  const manifest = source.value;
  if (!manifest) throw badCourse(inFile(file, source.problems), courseDir);

  const overrides = await readOverrides(manifest.bases, workspace, env);
  const bases = { ...manifest.bases, ...overrides };
  const problems: Problem[] = [];
  const labs: Lab[] = [];
  for (const [index, folder] of manifest.labs.entries()) {
    const unusable = await whyUnusable(courseDir, folder, 'folder');
    if (unusable) {
      problems.push({ file, line: source.lineOf(['labs', index]), message: `labs[${index}]: ${unusable}` });
      continue;
    }
    const loaded = await loadLab(courseDir, folder, bases);
    problems.push(...loaded.problems);
    if (loaded.lab) labs.push(loaded.lab);
  }
  if (problems.length === 0) problems.push(...crossCheck(file, source, labs));
  if (problems.length > 0) throw badCourse(problems, courseDir);

  const course: Course = { dir: courseDir, manifest: fillBases(manifest, bases), labs };
  if (Object.keys(overrides).length === 0) return course;
  return rebaseCourse({ ...course, baseOverrides: overrides }, env);
}

async function findCourse(dir: string | undefined): Promise<string> {
  const wanted = dir === undefined ? packageLabs() : resolve(dir);
  if (existsSync(join(wanted, 'course.yaml'))) return realpath(wanted);
  throw new LearnerError(
    'bad-course',
    `There is no course in ${wanted}: it has no course.yaml.`,
    'Name a folder that holds course.yaml with --labs.',
  );
}

function inFile(file: string, problems: { line: number; message: string }[]): Problem[] {
  return problems.map((problem) => ({ file, ...problem }));
}

/** What only shows when all labs are read: ids used twice, checklist items that point nowhere. */
function crossCheck(file: string, source: YamlSource<Course['manifest']>, labs: Lab[]): Problem[] {
  const steps = new Set(labs.flatMap((lab) => lab.steps.map((step) => `${lab.id}/${step.id}`)));
  const ids = labs.map((lab) => lab.id);
  const twice = labs
    .map((lab, index) => ({ lab, index }))
    .filter(({ lab, index }) => ids.indexOf(lab.id) !== index)
    .map(({ lab, index }) => ({
      file,
      line: source.lineOf(['labs', index]),
      message: `labs[${index}]: the id "${lab.id}" is used twice`,
    }));
  const lost = (source.value?.checklist ?? []).flatMap((item, i) =>
    item.steps.flatMap((step, j) =>
      steps.has(step)
        ? []
        : {
            file,
            line: source.lineOf(['checklist', i, 'steps', j]),
            message: `checklist[${i}].steps[${j}]: there is no step "${step}"`,
          },
    ),
  );
  return [...twice, ...lost];
}
