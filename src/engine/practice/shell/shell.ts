import type { Catalogue } from '../catalogue.ts';
import type { Owner } from '../owner.ts';
import type { StageState } from '../state.ts';

/** A command that a lab declares the outcome of (`practice.produces` of its manifest). */
export interface Produce {
  /** A prefix of the command line: `npm run build`. */
  run: string;
  /** Path (from the working folder, or absolute; a folder ends in `/`) -> bytes. */
  paths: Record<string, number>;
}

/** What a RUN's shell knows and can change while its commands are foreseen. */
export interface Shell {
  /** Foresees a script in this shell, or in one made from it. */
  run(shell: Shell, script: string): Outcome;
  /** What is known of commands, by their base name. */
  models: Readonly<Record<string, Model>>;
  state: StageState;
  catalogue: Catalogue;
  produces: readonly Produce[];
  vars: Record<string, string>;
  cwd: string;
  user: Owner & { name: string; home: string };
  /** `set -e` */
  errexit: boolean;
  /** Packages that this RUN installed, with their unlisted bytes: removing them in the same RUN frees them. */
  installed: Map<string, number>;
  /** Here-documents of the instruction by name. */
  heredocs: ReadonlyMap<string, string>;
}

/** How a command ends. `unforeseen`: nobody can say what it does; it is taken to succeed. */
export type Outcome =
  /** `sized`: the lab's declaration for the command has been taken into account already. */
  | { status: 'ok'; stdout?: string; sized?: true }
  | { status: 'failed'; exitCode: number; log: string[] }
  | { status: 'unforeseen'; reason: string };

export interface Call {
  name: string;
  args: string[];
  /** Known standard input. */
  stdin?: string;
}

/** Foresees one command: changes the files, answers how it ends. */
export type Model = (shell: Shell, call: Call) => Outcome;

export const ok: Outcome = { status: 'ok' };

/** A command that a real build would see failing, with what it would print. */
export function failed(exitCode: number, ...log: string[]): Outcome {
  return { status: 'failed', exitCode, log };
}

export function unforeseen(reason: string): Outcome {
  return { status: 'unforeseen', reason };
}

/** The command is not in this image: as `/bin/sh` says it. */
export function notFound(name: string): Outcome {
  return failed(127, `/bin/sh: ${name}: not found`);
}

/** Only root may do this. */
export function needsRoot(shell: Shell): boolean {
  return shell.user.uid !== 0;
}
