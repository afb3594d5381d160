import { resolveStages } from './resolve.ts';
import type { ResolvedStage, ResolveOptions } from './resolved.ts';
import type { Dockerfile, ParseError } from './types.ts';

export interface BuildErrorOptions extends ResolveOptions {
  /** Build args may come that are not among the given ones: what depends on an unset variable is left open. */
  moreArgs?: boolean;
}

/**
 * What BuildKit says against a file before it runs anything: against its form, else against what its words come to in this
 * build (a port that is none, a `--from` that leads nowhere). What the environment of a base image that is not known here
 * may fill in is not held against the file.
 */
export function buildErrors(dockerfile: Dockerfile, options: BuildErrorOptions = {}): ParseError[] {
  if (dockerfile.errors.length > 0) return dockerfile.errors;
  const { stages, errors } = resolveStages(dockerfile, options);
  const open = new Set<number>();
  for (const stage of stages) {
    const { from, base, platform = '' } = stage.stage;
    if (options.moreArgs && `${base}${platform}`.includes('$')) open.add(from.line);
    if (!options.moreArgs && knowsBase(stage, options)) continue;
    for (const { instruction, unset } of stage.instructions) if (unset.length > 0) open.add(instruction.line);
  }
  return errors.filter(({ line }) => !open.has(line));
}

function knowsBase(stage: ResolvedStage, options: ResolveOptions): boolean {
  if (stage.parent) return knowsBase(stage.parent, options);
  return stage.base === 'scratch' || options.imageEnv?.(stage.base) !== undefined;
}
