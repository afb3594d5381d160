import * as z from 'zod';
import { LearnerError, NotJudgeable } from '../errors.ts';
import type { SubjectFacts } from './types.ts';

const npmLock = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), link: z.boolean().optional() }).loose(),
  ),
});
const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * The paths below a project (`node_modules/typescript`) that only development needs. npm's lockfile marks
 * each package that is reached through devDependencies alone with `dev: true`; where another package
 * manager locked the project, its package.json tells the direct ones.
 *
 * @throws NotJudgeable when the project has neither
 */
export async function developmentPaths(facts: SubjectFacts, lockfile: string): Promise<string[]> {
  const lock = await facts.workspaceFile(lockfile);
  if (lock !== undefined) {
    const { packages } = read(npmLock, lock, lockfile);
    return Object.entries(packages)
      .filter(([path, entry]) => path.startsWith('node_modules/') && entry.dev === true)
      .map(([path]) => path);
  }
  const text = await facts.workspaceFile('package.json');
  if (text === undefined) {
    throw new NotJudgeable(
      `There is neither ${lockfile} nor package.json in the build context.`,
      'npm install --package-lock-only writes the lockfile.',
    );
  }
  const { dependencies, devDependencies, optionalDependencies } = read(manifest, text, 'package.json');
  return Object.keys(devDependencies)
    .filter((name) => !(name in dependencies) && !(name in optionalDependencies))
    .map((name) => `node_modules/${name}`);
}

function read<S extends z.ZodType>(schema: S, text: string, name: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new LearnerError(
      'bad-file',
      `${name} cannot be read as npm writes it (lockfile version 2 or 3).`,
      'npm install --package-lock-only writes it anew.',
      { cause },
    );
  }
}
