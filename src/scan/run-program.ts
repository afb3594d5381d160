import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { Interrupted } from '../errors.ts';
import { sanitise, sanitiseLine } from '../text/sanitise.ts';

/** A first run downloads a database of some hundred MB. Milliseconds. */
const PATIENCE = 15 * 60_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

export interface ProgramResult {
  /** Undefined when it was killed, or took too long. */
  exitCode: number | undefined;
  stdout: string;
  /** Sanitised. */
  stderr: string;
  /** It is not on PATH. */
  absent: boolean;
}

export interface ProgramOptions {
  env?: Record<string, string>;
  onStderr?: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Runs a scanner's program, without a shell, to its end.
 *
 * @throws Interrupted when the signal aborts; a program that fails is a result
 */
export async function runProgram(
  program: string,
  args: string[],
  { env = {}, onStderr, signal }: ProgramOptions = {},
): Promise<ProgramResult> {
  const result = await execa(program, args, {
    env,
    stdin: 'ignore',
    reject: false,
    timeout: PATIENCE,
    maxBuffer: MAX_OUTPUT,
    stderr: function* (line: unknown) {
      const text = sanitiseLine(String(line));
      if (text !== '') onStderr?.(text);
      yield line;
    },
    ...(signal ? { cancelSignal: signal } : {}),
  });
  if (signal?.aborted) throw new Interrupted(undefined, { cause: signal.reason });
  return {
    exitCode: result.exitCode,
    stdout: String(result.stdout ?? ''),
    stderr: sanitise(String(result.stderr ?? '')),
    absent: result.code === 'ENOENT',
  };
}

/** Is there a program of that name on PATH? Looked up, not started: some take a second to say their version. */
export async function onPath(program: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  return (await findOnPath(program, env)).length > 0;
}

/** All programs of that name, in PATH's order: absolute paths, unless PATH holds relative ones. */
export async function findOnPath(program: string, env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const names =
    process.platform === 'win32'
      ? (env.PATHEXT ?? '.EXE;.CMD').split(';').map((extension) => program + extension)
      : [program];
  const found: string[] = [];
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const name of names) {
      const path = join(folder, name);
      const there = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (there) found.push(path);
    }
  }
  return found;
}
