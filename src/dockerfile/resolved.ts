import type { Environment } from './environment.ts';
import type { BuildOptions } from './scope.ts';
import type { Dockerfile, Flag, Heredoc, Instruction, ParseError, Stage } from './types.ts';

export interface ResolveOptions extends BuildOptions {
  /** The environment of an image outside; undefined when it is not known, and its variables are then unset. */
  imageEnv?: (reference: string) => Record<string, string> | undefined;
}

/** An instruction as it takes effect. */
export interface ResolvedInstruction {
  /** As written. */
  instruction: Instruction;
  /** The words with variables filled in, quotes and escapes taken away, where BuildKit does so. */
  args: string[];
  /** Filled in likewise. */
  flags: Flag[];
  /** Bodies with variables filled in, where BuildKit does so (COPY and ADD). */
  heredocs: Heredoc[];
  /** What the words and a RUN see here: the environment and the ARGs declared so far. */
  variables: Environment;
  /** The image's environment here (ENV alone). */
  env: Environment;
  /** Names that were asked for and have no value here. */
  unset: string[];
  /** True for an ONBUILD of the stage that this one starts from. */
  triggered: boolean;
}

export interface ResolvedStage {
  stage: Stage;
  /** The base as BuildKit sees it: an image reference, `scratch`, or the name of an earlier stage. */
  base: string;
  /** The earlier stage it starts from. */
  parent?: ResolvedStage;
  platform?: string;
  instructions: ResolvedInstruction[];
  /** After the last instruction. */
  env: Environment;
  variables: Environment;
  /** What BuildKit would say against its instructions, once words are filled in. */
  errors: ParseError[];
}

export interface ResolvedDockerfile {
  dockerfile: Dockerfile;
  stages: ResolvedStage[];
  /** By name in lower case; the last one of a name that is given twice. */
  byName: ReadonlyMap<string, ResolvedStage>;
  /** The stage that would be built: the named target, or the last; undefined when there is none such. */
  target?: ResolvedStage;
  /**
   * What BuildKit says while it lays out this build, before anything is run: against FROMs and `--from`s
   * anywhere, and against the instructions of the stages that the target needs.
   */
  errors: ParseError[];
}
