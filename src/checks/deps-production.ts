import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { listed } from '../text/counted.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { blame } from './blame.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { developmentPaths } from './lockfiles.ts';
import { sourceIfAny } from './source.ts';

export const depsProduction = defineKind({
  id: 'deps.production',
  title: 'the final image has no devDependencies of the lockfile',
  args: z.strictObject({
    lockfile: z.string().default('package-lock.json'),
  }),
  needs: ['files', 'file', 'dockerfile'],
  why: 'Compilers and test tools are most of node_modules, and each of them is code that an attacker may use and a scanner must report.',
  async judge(facts, { lockfile }) {
    const development = await developmentPaths(facts, lockfile);
    const files = await facts.files();
    const roots = moduleFolders([...files.entries.keys()]);
    const found = roots.flatMap((root) =>
      development.map((path) => `${root}/${path}`).filter((path) => files.resolve(path) !== undefined),
    );
    const expected = `none of the ${development.length} development packages of ${lockfile} in the image`;
    const [first] = found;
    if (first !== undefined) {
      const names = found.map((path) =>
        path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      );
      return fail({
        expected,
        actual: sanitiseLine(`${found.length} of them: ${listed(names)}`),
        evidence: [
          ...blame(await sourceIfAny(facts), first),
          ...found.slice(0, 5).map((path) => inImage(facts, path, 'a devDependency of the lockfile')),
        ],
        tryNext:
          'Take node_modules from a stage of its own that runs npm ci --omit=dev; the builder keeps the full npm ci.',
        seeIt: `docker run --rm --entrypoint ls ${imageName(facts)} ${first.slice(0, first.lastIndexOf('/'))}`,
      });
    }
    if (
      !files.complete &&
      !roots.every((root) => development.every((path) => files.absent?.(`${root}/${path}`)))
    ) {
      throw new NotJudgeable(
        'Which packages the image holds could not be predicted.',
        'Build it on a real engine.',
      );
    }
    return pass(
      expected,
      roots.length > 0 ? `none in ${listed(roots)}/node_modules` : 'no node_modules in the image',
    );
  },
});

/** Where package managers keep programs of their own; not the application's. */
const GLOBAL = /^\/(usr\/(local\/)?(lib|share)|opt\/(yarn|corepack)[\w.-]*|root\/\.\w+)(\/|$)/;

/** Folders with a node_modules of their own, those inside a node_modules left out. */
function moduleFolders(paths: string[]): string[] {
  const roots = new Set<string>();
  for (const path of paths) {
    const cut = path.indexOf('/node_modules');
    if (cut < 0 || !/^\/node_modules(\/|$)/.test(path.slice(cut))) continue;
    const root = path.slice(0, cut);
    if (!GLOBAL.test(root)) roots.add(root);
  }
  return [...roots].sort();
}
