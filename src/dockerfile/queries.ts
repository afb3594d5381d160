import { posix } from 'node:path';
import type { ResolvedDockerfile, ResolvedInstruction, ResolvedStage } from './resolved.ts';
import type { Dockerfile, Instruction } from './types.ts';

/** A setting of the image, and the instruction that makes it. */
export interface Effective {
  /** With variables filled in. */
  value: string;
  instruction: Instruction;
  /** 1-based, of the instruction. */
  line: number;
  /** The stage that says it: the asked one, or one that it is built on. */
  stage: ResolvedStage;
  /** Names in it that have no value as far as this file tells (a base image may set them). */
  unset: string[];
}

/** A command of the image: ENTRYPOINT, CMD or HEALTHCHECK. */
export interface EffectiveCommand extends Effective {
  /** The words of the exec form, or the one line of the shell form. */
  words: string[];
  exec: boolean;
}

/** A stage of the resolved file by its name, whatever its case, or by its index. */
export function findStage(file: ResolvedDockerfile, name: string): ResolvedStage | undefined {
  return file.byName.get(name.toLowerCase()) ?? (/^\d+$/.test(name) ? file.stages[Number(name)] : undefined);
}

/** The last stage: what a build without a target makes. */
export function finalStage(file: ResolvedDockerfile): ResolvedStage | undefined {
  return file.stages.at(-1);
}

/** The stage, then those it is built on, nearest first. */
export function stageChain(stage: ResolvedStage): ResolvedStage[] {
  const chain: ResolvedStage[] = [];
  for (let next: ResolvedStage | undefined = stage; next; next = next.parent) chain.push(next);
  return chain;
}

/** The image outside that a stage starts from in the end; undefined for scratch. */
export function rootImage(stage: ResolvedStage): string | undefined {
  let root = stage;
  while (root.parent) root = root.parent;
  return root.base === 'scratch' || root.base === '' ? undefined : root.base;
}

/** The instruction that counts: the last of its kind in the stage, else in what it is built on. */
function lastInstruction(
  stage: ResolvedStage,
  keyword: string,
): { resolved: ResolvedInstruction; stage: ResolvedStage } | undefined {
  for (let next: ResolvedStage | undefined = stage; next; next = next.parent) {
    const resolved = next.instructions.findLast(({ instruction }) => instruction.keyword === keyword);
    if (resolved) return { resolved, stage: next };
  }
  return undefined;
}

/** The user that the stage ends with; undefined when only its base image can say. */
export function effectiveUser(stage: ResolvedStage): Effective | undefined {
  const found = lastInstruction(stage, 'USER');
  return found && effective(found.resolved, found.stage);
}

/**
 * The working folder that the stage ends with, as the image stores it: an absolute one as it is written, a
 * relative one joined to the one before. Relative (`b`) when only the base image can say below what.
 */
export function effectiveWorkdir(stage: ResolvedStage): Effective | undefined {
  const last = lastInstruction(stage, 'WORKDIR');
  if (!last) return undefined;
  let value = rootImage(stage) === undefined ? '/' : '';
  for (const { instruction, args } of stageChain(stage)
    .toReversed()
    .flatMap((one) => one.instructions)) {
    if (instruction.keyword !== 'WORKDIR') continue;
    const path = args.join(' ');
    if (path.startsWith('/')) value = path;
    else if (path !== '') value = joined(value, path);
  }
  return { ...effective(last.resolved, last.stage), value };
}

function joined(folder: string, path: string): string {
  const both = posix.join(folder, path);
  return both.length > 1 ? both.replace(/\/$/, '') : both;
}

/** The ENTRYPOINT of the image; undefined when only its base image can say. */
export function effectiveEntrypoint(stage: ResolvedStage): EffectiveCommand | undefined {
  const found = lastInstruction(stage, 'ENTRYPOINT');
  return found && command(found.resolved, found.stage, found.resolved.args);
}

/**
 * The CMD of the image. A stage that sets ENTRYPOINT without CMD of its own drops the CMD it inherited.
 *
 * @returns undefined when there is none, or only the base image can say
 */
export function effectiveCmd(stage: ResolvedStage): EffectiveCommand | undefined {
  for (let next: ResolvedStage | undefined = stage; next; next = next.parent) {
    const last = (keyword: string) =>
      next?.instructions.findLast(({ instruction }) => instruction.keyword === keyword);
    const cmd = last('CMD');
    if (cmd) return command(cmd, next, cmd.args);
    if (last('ENTRYPOINT')) return undefined;
  }
  return undefined;
}

/** The HEALTHCHECK of the image; `words` is empty for `NONE`. Undefined when only the base image can say. */
export function effectiveHealthcheck(stage: ResolvedStage): EffectiveCommand | undefined {
  const found = lastInstruction(stage, 'HEALTHCHECK');
  if (!found) return undefined;
  const [kind = '', ...words] = found.resolved.args;
  return command(found.resolved, found.stage, kind.toUpperCase() === 'NONE' ? [] : words);
}

/** All instructions of these kinds, in the order of the file; ONBUILD's are not looked into. */
export function instructionsOf(dockerfile: Dockerfile, ...keywords: string[]): Instruction[] {
  return dockerfile.stages.flatMap((stage) =>
    stage.instructions.filter(({ keyword }) => keywords.includes(keyword)),
  );
}

function effective(resolved: ResolvedInstruction, stage: ResolvedStage): Effective {
  const { instruction, args, unset } = resolved;
  return { value: args.join(' '), instruction, line: instruction.line, stage, unset };
}

function command(resolved: ResolvedInstruction, stage: ResolvedStage, words: string[]): EffectiveCommand {
  return { ...effective(resolved, stage), value: words.join(' '), words, exec: resolved.instruction.exec };
}
