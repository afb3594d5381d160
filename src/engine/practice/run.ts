import type { Instruction } from '../../dockerfile/types.ts';
import type { Catalogue } from './catalogue.ts';
import { models } from './commands/table.ts';
import { commandOf } from './config.ts';
import { type MountSources, mountAll } from './mounts.ts';
import { resolveOwner } from './owner.ts';
import { call, runScript } from './shell/run.ts';
import type { Outcome, Produce, Shell } from './shell/shell.ts';
import { PredictedFailure, type StageState } from './state.ts';
import { expandWord } from './words.ts';

export interface RunMeans {
  catalogue: Catalogue;
  produces: readonly Produce[];
  mounts: MountSources;
  token: string;
}

/**
 * RUN: foresees its commands on the stage's files, as the stage's user.
 *
 * @throws PredictedFailure `run` when a command is known to fail
 */
export function predictRun(state: StageState, instruction: Instruction, means: RunMeans): void {
  const unmount = mountAll(state, instruction, means.mounts, (text) =>
    expandWord(text, state.vars, means.token),
  );
  try {
    const outcome = execute(openShell(state, instruction, means), instruction);
    if (outcome.status === 'failed') {
      const line = commandOf(state, instruction).join(' ');
      throw new PredictedFailure(
        'run',
        `process "${line}" did not complete successfully: exit code: ${outcome.exitCode}`,
        { line: instruction.line, exitCode: outcome.exitCode, log: outcome.log },
      );
    }
  } finally {
    unmount();
  }
}

function execute(shell: Shell, instruction: Instruction): Outcome {
  const { fs } = shell.state;
  if (instruction.exec) {
    const [name = '', ...args] = instruction.args;
    if (name.startsWith('/') && fs.has(name) === 'no') throw startFailure(name, instruction.line);
    return call(shell, { name, args });
  }
  const program = shell.state.config.shell?.[0] ?? '/bin/sh';
  if (program.startsWith('/') && fs.has(program) === 'no') throw startFailure(program, instruction.line);
  const flags = shell.state.config.shell?.slice(1) ?? [];
  if (flags.some((flag) => /^-\w*e/.test(flag))) shell.errexit = true;
  return runScript(shell, scriptOf(instruction));
}

/** The script of a shell-form RUN; of `RUN <<EOF` it is the here-document. */
function scriptOf(instruction: Instruction): string {
  const text = instruction.args.join(' ');
  const only = instruction.heredocs.length === 1 && /^<<-?["']?\w+["']?$/.test(text.trim());
  return only ? (instruction.heredocs[0]?.content ?? '') : text;
}

function startFailure(program: string, line: number): PredictedFailure {
  const message = `runc run failed: unable to start container process: exec: "${program}": stat ${program}: no such file or directory`;
  return new PredictedFailure('run', message, { line, exitCode: 1 });
}

function openShell(state: StageState, instruction: Instruction, means: RunMeans): Shell {
  const spec = state.config.user === '' ? 'root' : state.config.user;
  const user = resolveOwner(state.fs, spec);
  if ('missing' in user) {
    const what = user.missing === 'user' ? 'passwd' : 'group';
    throw new PredictedFailure(
      'run',
      `unable to find ${user.missing} ${user.name}: no matching entries in ${what} file`,
      {
        line: instruction.line,
      },
    );
  }
  return {
    run: runScript,
    models,
    state,
    catalogue: means.catalogue,
    produces: means.produces,
    vars: { HOME: user.home, ...state.vars },
    cwd: state.config.workdir === '' ? '/' : state.config.workdir,
    user: { ...user, home: user.uid === 0 ? '/root' : user.home },
    errexit: false,
    installed: new Map(),
    heredocs: new Map(instruction.heredocs.map((heredoc) => [heredoc.name, heredoc.content])),
  };
}
