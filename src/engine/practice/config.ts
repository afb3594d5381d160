import { posix } from 'node:path';
import type { Variables } from '../../dockerfile/scope.ts';
import type { Instruction } from '../../dockerfile/types.ts';
import { own } from './own.ts';
import { PredictedFailure, type StageState } from './state.ts';
import { readDuration, readPorts } from './values.ts';
import { expandWord, expandWords, keyValue } from './words.ts';

/** A Dockerfile instruction that changes only the configuration: what it does to the stage, as BuildKit does. */
type Apply = (state: StageState, instruction: Instruction, context: ConfigContext) => void;

export interface ConfigContext {
  /** `--build-arg` values. */
  buildArgs: Record<string, string>;
  /** ARGs before the first FROM, resolved. */
  globalArgs: Variables;
  token: string;
}

/**
 * The instructions without a file system of their own. Rules: BuildKit `frontend/dockerfile/dockerfile2llb`
 * (dispatch functions) and `instructions/parse.go`.
 */
export const configInstructions: Record<string, Apply> = {
  ENV(state, instruction, context) {
    // All pairs of one ENV see the environment before it.
    const before = { ...state.vars };
    for (const [name, value] of pairs(instruction, before, context)) {
      state.config.env[name] = value;
      state.vars[name] = value;
    }
  },
  ARG(state, instruction, context) {
    for (const word of instruction.args) {
      const [name, fallback] = keyValue(expandWord(word, state.vars, context.token));
      const value = own(context.buildArgs, name) ?? fallback ?? context.globalArgs.get(name);
      state.args.add(name);
      if (value !== undefined) state.vars[name] = value;
    }
  },
  LABEL(state, instruction, context) {
    const before = { ...state.vars };
    for (const [name, value] of pairs(instruction, before, context)) state.config.labels[name] = value;
    if (instruction.args.length > 0) delete state.unknown.labels;
  },
  USER(state, instruction, context) {
    state.config.user = one(state, instruction, context);
    delete state.unknown.user;
  },
  EXPOSE(state, instruction, context) {
    const ports = instruction.args.flatMap((word) =>
      expandWords(word, state.vars, context.token).flatMap(readPorts),
    );
    state.config.exposedPorts = [...new Set([...state.config.exposedPorts, ...ports])].sort();
  },
  VOLUME(state, instruction, context) {
    const paths = instruction.args.map((word) => expandWord(word, state.vars, context.token).trim());
    if (paths.includes(''))
      throw new PredictedFailure('syntax', 'VOLUME specified can not be an empty string');
    state.config.volumes = [...new Set([...state.config.volumes, ...paths])].sort();
  },
  STOPSIGNAL(state, instruction, context) {
    state.config.stopSignal = one(state, instruction, context);
    delete state.unknown.stopSignal;
  },
  SHELL(state, instruction) {
    state.config.shell = [...instruction.args];
    delete state.unknown.shell;
  },
  CMD(state, instruction) {
    state.config.cmd = commandOf(state, instruction);
    state.cmdSet = true;
    delete state.unknown.cmd;
  },
  ENTRYPOINT(state, instruction) {
    state.config.entrypoint = commandOf(state, instruction);
    delete state.unknown.entrypoint;
    // An inherited CMD was meant for another entrypoint.
    if (!state.cmdSet) {
      state.config.cmd = [];
      delete state.unknown.cmd;
    }
  },
  HEALTHCHECK(state, instruction) {
    delete state.unknown.healthcheck;
    const [kind, ...rest] = instruction.args;
    if (kind?.toUpperCase() === 'NONE') {
      state.config.healthcheck = { test: ['NONE'] };
      return;
    }
    const flag = (name: string) => instruction.flags.find((one) => one.name === name)?.value;
    const retries = flag('retries');
    const duration = (name: string) => readDuration(name, flag(name));
    state.config.healthcheck = {
      test: instruction.exec ? ['CMD', ...rest] : ['CMD-SHELL', rest.join(' ')],
      ...duration('interval'),
      ...duration('timeout'),
      ...duration('start-period'),
      ...duration('start-interval'),
      ...(retries === undefined || Number(retries) === 0 ? {} : { retries: Number(retries) }),
    };
  },
  ONBUILD(state, instruction) {
    if (instruction.onbuild) state.config.onbuild.push(instruction.onbuild.text);
  },
  MAINTAINER() {},
};

/** The new working folder after `WORKDIR`; relative ones build on the folder before. */
export function workdirOf(state: StageState, instruction: Instruction, context: ConfigContext): string {
  const path = one(state, instruction, context);
  return posix.isAbsolute(path) ? path : posix.join('/', state.config.workdir, path);
}

/** A command line as the image stores it: the exec form as it is, the shell form behind the stage's shell. */
export function commandOf(state: StageState, instruction: Instruction): string[] {
  if (instruction.exec) return [...instruction.args];
  return [...(state.config.shell ?? ['/bin/sh', '-c']), instruction.args.join(' ')];
}

function one(state: StageState, instruction: Instruction, context: ConfigContext): string {
  return expandWord(instruction.args.join(' '), state.vars, context.token);
}

function pairs(
  instruction: Instruction,
  vars: Record<string, string>,
  context: ConfigContext,
): [string, string][] {
  return instruction.args.map((word) => {
    const [name, value] = keyValue(word);
    return [expandWord(name, vars, context.token), expandWord(value ?? '', vars, context.token)];
  });
}
