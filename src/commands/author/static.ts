import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveCheck } from '../../checks/specs.ts';
import { imagesUsed, isDockerfileName } from '../../course/bases.ts';
import { listTree } from '../../course/paths.ts';
import type { Problem } from '../../course/problems.ts';
import { labSchema } from '../../course/schema.ts';
import type { Course, Lab } from '../../course/types.ts';
import { readYaml } from '../../course/yaml.ts';
import { LearnerError } from '../../errors.ts';
import { proseProblems } from './prose.ts';

/** What can be said of a lab without judging anything: checks, hints, bases, texts, the solution's files. */
export async function staticProblems(course: Course, lab: Lab): Promise<Problem[]> {
  return [
    ...(await manifestProblems(lab)),
    ...solutionProblems(lab),
    ...(await baseProblems(course, lab.starterDir)),
    ...(await baseProblems(course, lab.solutionDir)),
    ...(await proseProblems(course, lab)),
  ];
}

/** Kinds of check that do not exist, arguments that do not fit, steps without a hint. */
async function manifestProblems(lab: Lab): Promise<Problem[]> {
  const file = join(lab.dir, 'lab.yaml');
  const { lineOf } = readYaml(await readFile(file, 'utf8'), labSchema);
  const images = Object.keys(lab.manifest.images);
  return lab.steps.flatMap((step, s) => {
    const hints =
      step.hints.length > 0
        ? []
        : [{ file, line: lineOf(['steps', s]), message: `steps[${s}]: the step has no hint` }];
    const checks = step.checks.flatMap((check, c) => {
      const at = { file, line: lineOf(['steps', s, 'checks', c]) };
      const where = `steps[${s}].checks[${c}]`;
      try {
        const { args } = resolveCheck(check);
        const baseline = (args as { baseline?: unknown } | undefined)?.baseline;
        if (typeof baseline !== 'string' || images.includes(baseline)) return [];
        return [{ ...at, message: `${where}.args.baseline: the lab has no image "${baseline}"` }];
      } catch (error) {
        if (!(error instanceof LearnerError)) throw error;
        return [{ ...at, message: `${where}: ${error.message} ${error.tryNext}` }];
      }
    });
    return [...hints, ...checks];
  });
}

function solutionProblems(lab: Lab): Problem[] {
  if (!existsSync(lab.solutionDir)) return [{ file: lab.solutionDir, message: 'the lab has no solution' }];
  const why = join(lab.solutionDir, 'why.md');
  return existsSync(why) ? [] : [{ file: why, message: 'is missing: a solution says why' }];
}

/** Images that the course does not declare could not be replaced in a classroom. */
async function baseProblems(course: Course, folder: string): Promise<Problem[]> {
  const known = new Set([
    'scratch',
    ...Object.values(course.manifest.bases),
    ...Object.values(course.baseOverrides ?? {}),
  ]);
  const files = (await listTree(folder)).files.filter(isDockerfileName);
  const found = await Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      return imagesUsed(await readFile(file, 'utf8'))
        .filter(({ image }) => !known.has(image) && !image.includes('$'))
        .map(({ line, image }) => ({ file, line, message: `${image}: course.yaml declares no such base` }));
    }),
  );
  return found.flat();
}
