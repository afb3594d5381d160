import { posix } from 'node:path';
import { expand } from '../dockerfile/expand.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';
import { chainOf, flag, sourcesOf } from './view.ts';

/** What holds just before an instruction, as far as the Dockerfile alone tells. */
export interface At {
  instruction: Instruction;
  stage: Stage;
  /** Absolute; an external base's own WORKDIR is not known here and counts as `/`. */
  workdir: string;
  /** The words with ARG and ENV filled in. */
  fill(word: string): string;
}

/**
 * The instructions that lead to a stage, in the order in which they run: those of the stages it is built
 * from first. Each with the WORKDIR and the variables that hold there.
 */
export function walk(dockerfile: Dockerfile, stage: Stage, buildArgs: Record<string, string> = {}): At[] {
  const env = new Map<string, string>();
  let workdir = '/';
  const globals = variables(dockerfile.globalArgs, buildArgs);
  return chainOf(dockerfile, stage)
    .reverse()
    .flatMap((one) => {
      const args = new Map<string, string>();
      const fill = (word: string) => expand(word, (name) => env.get(name) ?? args.get(name)).text;
      return one.instructions.map((instruction) => {
        const snapshot = new Map([...args, ...env]);
        const here = workdir;
        if (instruction.keyword === 'WORKDIR')
          workdir = posix.resolve(workdir, fill(instruction.args[0] ?? '.'));
        if (instruction.keyword === 'ENV') {
          for (const [key, value] of pairs(instruction.args)) env.set(key, fill(value));
        }
        if (instruction.keyword === 'ARG') {
          for (const word of instruction.args) {
            const [key, value] = pair(word);
            const set = buildArgs[key] ?? (value === undefined ? globals.get(key) : fill(value));
            if (set !== undefined) args.set(key, set);
          }
        }
        return {
          instruction,
          stage: one,
          workdir: here,
          fill: (word: string) => expand(word, (name) => snapshot.get(name)).text,
        };
      });
    });
}

/** The values of ARGs, each resolved through those before it. */
function variables(args: Instruction[], buildArgs: Record<string, string>): Map<string, string> {
  const values = new Map<string, string>();
  for (const word of args.flatMap((one) => one.args)) {
    const [key, value] = pair(word);
    const set = buildArgs[key] ?? (value && expand(value, (name) => values.get(name)).text);
    if (set !== undefined) values.set(key, set);
  }
  return values;
}

function pair(word: string): [key: string, value: string | undefined] {
  const cut = word.indexOf('=');
  return cut < 0 ? [word, undefined] : [word.slice(0, cut), word.slice(cut + 1)];
}

/** `KEY=value` words, as of ENV and LABEL. */
export function pairs(words: string[]): [key: string, value: string][] {
  return words.map((word) => {
    const [key, value = ''] = pair(word);
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
        targets: folder ? [inside, target] : [target],
      };
    });
  });
}

/** Is `path` the folder or in it? */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}
