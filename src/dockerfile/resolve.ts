import { Environment } from './environment.ts';
import { expand } from './expand.ts';
import { flagValue } from './flags.ts';
import { cut, quote } from './go-text.ts';
import { circleErrors, nameErrors, neededStages, orderErrors } from './graph.ts';
import { InstructionResolver } from './resolve-instruction.ts';
import type { ResolvedDockerfile, ResolvedStage, ResolveOptions } from './resolved.ts';
import { globalScope, type Variables } from './scope.ts';
import { didYouMean } from './suggest.ts';
import { triggersOf } from './triggers.ts';
import type { Dockerfile, Instruction, ParseError, Stage } from './types.ts';

/**
 * Fills in variables as a build with these options would (BuildKit `dockerfile2llb`): ARGs of before the first
 * FROM count in FROM, and in a stage after they were declared there; a build arg wins over a default; ARG and ENV
 * of a stage are seen in stages built on it; the words of one instruction see the variables of before it.
 */
export function resolveStages(dockerfile: Dockerfile, options: ResolveOptions = {}): ResolvedDockerfile {
  return new Resolver(dockerfile, options).run();
}

class Resolver {
  readonly #dockerfile: Dockerfile;
  readonly #options: ResolveOptions;
  readonly #globals: Variables;
  readonly #words: InstructionResolver;
  readonly #errors: ParseError[];
  readonly #stages: ResolvedStage[] = [];
  readonly #byName = new Map<string, ResolvedStage>();

  constructor(dockerfile: Dockerfile, options: ResolveOptions) {
    this.#dockerfile = dockerfile;
    this.#options = options;
    const { globalArgs, escape: token, stages } = dockerfile;
    const { variables, errors } = globalScope(globalArgs, token, options, stages.at(-1)?.name);
    this.#globals = variables;
    this.#errors = errors;
    this.#words = new InstructionResolver(token, variables, options.buildArgs ?? {});
  }

  run(): ResolvedDockerfile {
    for (const stage of this.#dockerfile.stages) this.#stages.push(this.#stage(stage));
    const { target: name } = this.#options;
    const target = name ? this.#byName.get(name.toLowerCase()) : this.#stages.at(-1);
    if (name && !target) {
      const names = this.#stages.map(({ stage }) => stage.name ?? `stage-${stage.index}`);
      const message = `target stage "${name}" could not be found${didYouMean(name, names, true)}`;
      this.#errors.push({ line: 1, message });
    }
    for (const { stage } of this.#stages) for (const one of stage.instructions) this.#checkFrom(one);
    const file: ResolvedDockerfile = {
      dockerfile: this.#dockerfile,
      stages: this.#stages,
      byName: this.#byName,
      errors: this.#errors,
    };
    if (!target) return file;
    const late = neededStages(file, target).flatMap((stage) =>
      [...stage.errors, ...orderErrors(file, stage)].sort((a, b) => a.line - b.line),
    );
    const all = [...this.#errors, ...circleErrors(file), ...nameErrors(file), ...late];
    return { ...file, target, errors: firstOfEachLine(all) };
  }

  #stage(stage: Stage): ResolvedStage {
    const { line } = stage.from;
    const base = this.#fromWord(stage.base, line);
    if (base === '') this.#errors.push({ line, message: `base name (${stage.base}) should not be blank` });
    const platform = this.#platform(stage);
    const parent = this.#byName.get(base);
    const imageEnv = parent ? undefined : this.#options.imageEnv?.(base);
    const outside = Environment.of(Object.entries(imageEnv ?? {}));
    const resolved: ResolvedStage = {
      stage,
      base,
      ...(parent ? { parent } : {}),
      ...(platform === undefined ? {} : { platform }),
      instructions: [],
      env: parent?.env.layer() ?? outside,
      variables: parent?.variables.layer() ?? outside.layer(),
      errors: [],
    };
    if (stage.name !== undefined) this.#byName.set(stage.name, resolved);
    for (const trigger of triggersOf(parent, stage)) this.#add(resolved, trigger, true);
    for (const instruction of stage.instructions) this.#add(resolved, instruction, false);
    return resolved;
  }

  /** Resolves one instruction with the variables of before it, then lets it change them. */
  #add(stage: ResolvedStage, instruction: Instruction, triggered: boolean): void {
    const { args, flags, heredocs, unset, errors } = this.#words.resolve(instruction, stage.variables);
    const { env, variables } = stage;
    stage.instructions.push({ instruction, args, flags, heredocs, variables, env, unset, triggered });
    stage.errors.push(...errors);
    const { keyword } = instruction;
    if (keyword !== 'ENV' && keyword !== 'ARG') return;
    const values = args.flatMap((word) => {
      const [name, value] = cut(word, '=');
      return value === undefined ? [] : [[name, value] as const];
    });
    stage.variables = variables.with(values);
    if (keyword === 'ENV') stage.env = env.with(values);
  }

  #platform({ platform, from }: Stage): string | undefined {
    if (!platform) return undefined;
    const value = this.#fromWord(platform, from.line);
    const wrong =
      value === ''
        ? `empty platform value from expression ${platform}`
        : /^[\w.-]+(?:\([\w.-]*\))?(?:\/[\w.-]+){0,2}$/.test(value)
          ? undefined
          : `failed to parse platform ${value}: ${quote(value)}: cannot parse platform specifier: invalid argument`;
    if (wrong === undefined) return value;
    this.#errors.push({ line: from.line, message: wrong });
    return undefined;
  }

  #fromWord(word: string, line: number): string {
    const lookup = (name: string) => this.#globals.get(name);
    const { text, error } = expand(word, lookup, { escape: this.#dockerfile.escape });
    if (error !== undefined) this.#errors.push({ line, message: error });
    return text;
  }

  /** `COPY --from` is looked at in all stages, for it says what has to be built. */
  #checkFrom(instruction: Instruction): void {
    const from = instruction.keyword === 'COPY' ? flagValue(instruction, 'from') : undefined;
    if (!from) return;
    const { line } = instruction;
    const { text, error } = expand(from, () => undefined, { escape: this.#dockerfile.escape });
    if (error !== undefined) this.#errors.push({ line, message: error });
    else if (text !== from) this.#errors.push({ line, message: FROM_VARIABLE });
    else if (/^[-+]?\d+$/.test(from) && !this.#stages[Number(from)]) {
      this.#errors.push({ line, message: `invalid stage index ${Number(from)}` });
    }
  }
}

const FROM_VARIABLE =
  'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround';

/** What follows from an error on the same line is left out. */
function firstOfEachLine(errors: ParseError[]): ParseError[] {
  const seen = new Set<number>();
  return errors.filter(({ line }) => !seen.has(line) && seen.add(line));
}
