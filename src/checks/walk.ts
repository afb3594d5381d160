import { posix } from 'node:path';
import { expand } from '../dockerfile/expand.ts';
import { cut } from '../dockerfile/go-text.ts';
import { stageChain } from '../dockerfile/queries.ts';
import { resolveStages } from '../dockerfile/resolve.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';
import { flag, sourcesOf } from './view.ts';

/** What holds just before an instruction, as far as the Dockerfile alone tells. */
export interface At {
  instruction: Instruction;
  stage: Stage;
  /** Absolute; an external base's own WORKDIR is not known here and counts as `/`. */
  workdir: string;
  /** The words with ARG and ENV filled in. */
  fill(word: string): string;
  /** Names in its words that have no value as far as this file tells: build arguments, or the base's ENV. */
  unset: string[];
}

/**
 * The instructions that lead to a stage, in the order in which they run: those of the stages it is built
 * from first. Each with the WORKDIR and the variables that hold there.
 */
export function walk(dockerfile: Dockerfile, stage: Stage, buildArgs: Record<string, string> = {}): At[] {
  const resolved = resolveStages(dockerfile, { buildArgs }).stages[stage.index];
  let workdir = '/';
  return (resolved ? stageChain(resolved) : []).reverse().flatMap((one) =>
    one.instructions.map(({ instruction, args, variables, unset }) => {
      const here = workdir;
      if (instruction.keyword === 'WORKDIR') workdir = posix.resolve(workdir, args.join(' '));
      const lookup = (name: string) => variables.get(name);
      return {
        instruction,
        stage: one.stage,
        workdir: here,
        unset,
        fill: (word: string) => expand(word, lookup, { escape: dockerfile.escape }).text,
      };
    }),
  );
}

/** `KEY=value` words, as of ENV and LABEL. */
export function pairs(words: string[]): [key: string, value: string][] {
  return words.map((word) => {
    const [key, value = ''] = cut(word, '=');
    return [key, value];
  });
}

/** A COPY or ADD as absolute paths: what it takes, and where each of it ends up in the image. */
export interface Copied {
  from: string | undefined;
  instruction: Instruction;
  /** Absolute in the stage it comes from, or in the context. */
  source: string;
  /**
   * Where the source may end up: at the target itself (a file renamed, a folder's content), or in it under
   * its own name.
   */
  targets: string[];
}

/** All that COPY and ADD put into a stage, its bases included, in order. */
export function copiesInto(
  dockerfile: Dockerfile,
  stage: Stage,
  buildArgs: Record<string, string> = {},
): Copied[] {
  return walk(dockerfile, stage, buildArgs).flatMap((at) => {
    const { instruction } = at;
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
    const written = at.fill(instruction.args.at(-1) ?? '');
    const target = posix.resolve(at.workdir, written);
    const folder = /(^|\/)\.{0,2}$/.test(written) || sourcesOf(instruction).length > 1;
    return sourcesOf(instruction).map((word) => {
      const source = posix.resolve('/', at.fill(word));
      const inside = posix.join(target, posix.basename(source));
      return {
        from: flag(instruction, 'from'),
        instruction,
        source,
        // A name with an extension is a file's: it ends up under its own name, and holds nothing.
        targets: folder ? (/[^.]\.\w+$/.test(source) ? [inside] : [inside, target]) : [target],
      };
    });
  });
}

/** Is `path` the folder or in it? */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}
