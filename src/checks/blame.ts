import { posix } from 'node:path';
import type { Instruction } from '../dockerfile/types.ts';
import { glob } from './globs.ts';
import { at } from './kind.ts';
import type { Source } from './source.ts';
import type { Evidence } from './types.ts';
import { chainOf } from './view.ts';
import { type Copied, copiesInto, isWithin, walk } from './walk.ts';

/**
 * The line that most likely put a path into the image: the last COPY or ADD whose target holds it, else
 * the last RUN that names it, else a RUN that installs packages like it, else what put something below it (a
 * folder that nobody named), else the FROM of the base.
 */
export function blame(source: Source | undefined, path: string): Evidence[] {
  if (!source) return [];
  const instruction = culprit(source, path);
  return [at(source.dockerfile, instruction)];
}

/** Packages that bring compilers and build tools. */
const BUILD_PACKAGES = /\b(build-essential|build-base|gcc|g\+\+|clang|make|cmake)\b/;

function culprit({ dockerfile, stage }: Source, path: string): Instruction {
  const chain = chainOf(dockerfile, stage);
  const runs = walk(dockerfile, stage)
    .map((one) => one.instruction)
    .filter((instruction) => instruction.keyword === 'RUN');
  const named = runs.findLast((run) => mentions(run.text, path));
  const copies = copiesInto(dockerfile, stage);
  const copied = copyOf(path, copies);
  // A RUN that names the path itself comes before a COPY of a folder above it: it acted on it last.
  if (named && (!copied || named.line > copied.line)) return named;
  if (copied) return copied;
  const tool = /^\/usr\/(?:local\/)?bin\/|^\/s?bin\//.test(path);
  const installs = runs.findLast((run) => tool && BUILD_PACKAGES.test(run.text));
  const below = copies.findLast(({ targets }) => targets.some((target) => isWithin(target, path)));
  return installs ?? below?.instruction ?? (chain.at(-1) ?? stage).from;
}

/** The COPY whose target is nearest to the path; of several, the last: it wrote over the others. */
function copyOf(path: string, copies: Copied[]): Instruction | undefined {
  const near = copies.flatMap(({ instruction, targets }) =>
    targets
      .filter((target) => isWithin(path, target) || glob(target)(path))
      .map((target) => ({ instruction, depth: target.length })),
  );
  const depth = Math.max(...near.map((one) => one.depth));
  return near.findLast((one) => one.depth === depth)?.instruction;
}

/** Does the command name the path, or its last part as a word of its own? `/app/x` does not name `/app`. */
function mentions(text: string, path: string): boolean {
  const last = posix.basename(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[\\s/'"=])${last}/?($|[\\s'";&|)])`).test(text);
}
