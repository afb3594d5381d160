import type { Environment } from './environment.ts';
import { type ExpandOptions, expand } from './expand.ts';
import { cut } from './go-text.ts';
import { lateError, lateFlagError } from './late-errors.ts';
import { readMount } from './mount.ts';
import { argValue, type Variables } from './scope.ts';
import type { Flag, Heredoc, Instruction, ParseError } from './types.ts';

export interface ResolvedWords {
  args: string[];
  flags: Flag[];
  heredocs: Heredoc[];
  unset: string[];
  errors: ParseError[];
}

/** Instructions whose words BuildKit expands; the command lines of RUN, CMD … are the shell's. */
const EXPANDED = new Set(['ADD', 'COPY', 'ENV', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR']);
const EXPANDED_FLAGS = new Set(['chown', 'chmod', 'checksum']);

/** Fills in the words of single instructions, for one build. */
export class InstructionResolver {
  readonly #escape: string;
  readonly #globals: Variables;
  readonly #buildArgs: ReadonlyMap<string, string>;

  constructor(token: string, globals: Variables, buildArgs: Record<string, string>) {
    this.#escape = token;
    this.#globals = globals;
    this.#buildArgs = new Map(Object.entries(buildArgs));
  }

  /** @param variables what the instruction sees */
  resolve(instruction: Instruction, variables: Environment): ResolvedWords {
    const { keyword } = instruction;
    const filler = new Filler(instruction.line, this.#escape, variables);
    const fill = (word: string) => filler.fill(word).text;
    let { args, heredocs } = instruction;
    if (keyword === 'ARG') args = args.map((word) => this.#arg(word, variables, filler));
    else if (keyword === 'EXPOSE') args = args.flatMap((word) => filler.fill(word).words);
    else if (keyword === 'ENV' || keyword === 'LABEL') args = args.map((word) => pair(word, fill));
    else if (EXPANDED.has(keyword)) args = args.map(fill);
    if (keyword === 'COPY' || keyword === 'ADD') heredocs = heredocs.map((doc) => filler.body(doc));
    if (keyword === 'RUN') checkMounts(instruction, filler);
    const late = filler.errors.length > 0 ? undefined : lateError(keyword, args);
    if (late !== undefined) filler.fault(late);
    const flags = instruction.flags.map((flag) => {
      if (flag.value === undefined || !EXPANDED_FLAGS.has(flag.name)) return flag;
      const value = fill(flag.value);
      const error = lateFlagError(flag.name, value);
      if (error !== undefined && filler.errors.length === 0) filler.fault(error);
      return { ...flag, value };
    });
    return { args, flags, heredocs, unset: [...filler.unset], errors: filler.errors };
  }

  /** `NAME` or `NAME=value`, with the value that it has from here on. */
  #arg(word: string, variables: Environment, filler: Filler): string {
    const [name, fallback] = cut(word, '=');
    const { text, error, expanded } = argValue(word, variables, this.#buildArgs, this.#escape);
    if (error !== undefined) filler.fault(error);
    for (const one of expanded?.unset ?? []) filler.unset.add(one);
    const value = text ?? (fallback === undefined ? this.#globals.get(name) : undefined);
    return value === undefined ? name : `${name}=${value}`;
  }
}

/** Expands words and takes note of what is missing or wrong. */
class Filler {
  readonly unset = new Set<string>();
  readonly errors: ParseError[] = [];
  readonly #line: number;
  readonly #escape: string;
  readonly #variables: Environment;

  constructor(line: number, token: string, variables: Environment) {
    this.#line = line;
    this.#escape = token;
    this.#variables = variables;
  }

  fault(message: string): void {
    this.errors.push({ line: this.#line, message });
  }

  fill(word: string, options: ExpandOptions = {}) {
    const lookup = (name: string) => this.#variables.get(name);
    const expanded = expand(word, lookup, { escape: this.#escape, ...options });
    for (const name of expanded.unset) this.unset.add(name);
    if (expanded.error !== undefined) this.fault(expanded.error);
    return expanded;
  }

  /** The body of a heredoc that COPY or ADD writes: quotes mean nothing in it. */
  body(doc: Heredoc): Heredoc {
    if (!doc.expand) return doc;
    return { ...doc, content: this.fill(doc.content, { escape: '\\', ignoreQuotes: true }).text };
  }
}

function pair(word: string, fill: (word: string) => string): string {
  const [key, value = ''] = cut(word, '=');
  return `${fill(key)}=${fill(value)}`;
}

function checkMounts(run: Instruction, filler: Filler): void {
  for (const flag of run.flags) {
    if (flag.name !== 'mount') continue;
    const mount = readMount(flag.value ?? '', (word) => filler.fill(word).text);
    if ('error' in mount) filler.fault(mount.error);
  }
}
