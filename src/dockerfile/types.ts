/** A Dockerfile as BuildKit's parser sees it. Lines are 1-based and refer to the file as saved. */
export interface Dockerfile {
  /** Name for people, e.g. `Dockerfile.basic`. */
  file: string;
  /** The text, without BOM, split in lines without line ends. */
  lines: string[];
  /** `escape`, `syntax`, `check` directives that took effect, and comments that look like one but did not. */
  directives: Directive[];
  /** ARG before the first FROM. */
  globalArgs: Instruction[];
  stages: Stage[];
  /**
   * Errors with which BuildKit refuses the file, the one that BuildKit would name first; stages hold what
   * could be read all the same.
   */
  errors: ParseError[];
  /** What BuildKit only warns about while parsing: empty continuation lines. */
  warnings: ParseError[];
  /** The escape character in force. */
  escape: '\\' | '`';
}

export interface Directive {
  name: string;
  value: string;
  line: number;
  /** False for one that comes too late (after another comment, a blank line or an instruction). */
  effective: boolean;
}

export interface ParseError {
  line: number;
  message: string;
}

export interface Stage {
  index: number;
  name?: string;
  from: Instruction;
  /** As written, e.g. `node:${V}-alpine`. */
  base: string;
  /** With global ARGs resolved through their defaults; undefined where one has no value. */
  resolvedBase?: string;
  /** Index of the earlier stage this one starts from, if any. */
  baseStage?: number;
  platform?: string;
  instructions: Instruction[];
}

export interface Flag {
  name: string;
  /** Undefined for a flag without a value (`--link`). */
  value?: string;
}

export interface Heredoc {
  name: string;
  /** With `<<-`, leading tabs are gone already. */
  content: string;
  expand: boolean;
  chomp: boolean;
}

export interface Instruction {
  /** Upper case: `RUN`, `COPY` … */
  keyword: string;
  line: number;
  endLine: number;
  /** The whole instruction, continuations joined, comments dropped. */
  text: string;
  flags: Flag[];
  /** The words after the flags: exec form items, COPY sources and target, `KEY=value` pairs … */
  args: string[];
  /** True when written as a JSON array. */
  exec: boolean;
  heredocs: Heredoc[];
  /** True for the old `ENV key value` and `LABEL key value` (`args` then holds one `key=value`). */
  legacy?: boolean;
  /** For ONBUILD: the instruction it holds. */
  onbuild?: Instruction;
}
