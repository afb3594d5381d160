import { expand } from './expand.ts';
import { flagValue } from './flags.ts';
import { globalScope, lookupIn, type Variables } from './scope.ts';
import type { Instruction, ParseError, Stage } from './types.ts';
import { instructionError } from './validate.ts';

/** A file's instructions by stage. */
interface Laid {
  globalArgs: Instruction[];
  stages: Stage[];
  errors: ParseError[];
}

/**
 * Second pass: each instruction by its own rules, then by where it stands. What BuildKit refuses is left in
 * place where it can be, so that the rest of the file can still be judged.
 *
 * @param broken whether the first pass found errors: then a file without stages needs no error of its own
 */
export function layStages(instructions: Instruction[], broken: boolean, token: string): Laid {
  const laid: Laid = { globalArgs: [], stages: [], errors: [] };
  for (const instruction of instructions) {
    const error = instructionError(instruction) ?? misplaced(instruction, laid.stages);
    if (error !== undefined) laid.errors.push({ line: instruction.line, message: error });
    const stage = laid.stages.at(-1);
    if (instruction.keyword === 'FROM') laid.stages.push(newStage(instruction, laid.stages.length));
    else if (stage) stage.instructions.push(instruction);
    else if (instruction.keyword === 'ARG') laid.globalArgs.push(instruction);
  }
  if (laid.stages.length === 0 && laid.errors.length === 0 && !broken) {
    laid.errors.push({ line: 1, message: 'dockerfile contains no stages to build' });
  }
  resolveBases(laid, token);
  return laid;
}

function misplaced(instruction: Instruction, stages: Stage[]): string | undefined {
  const free = stages.length > 0 || instruction.keyword === 'FROM' || instruction.keyword === 'ARG';
  return free ? undefined : 'no build stage in current context';
}

function newStage(from: Instruction, index: number): Stage {
  const [base = '', as, name] = from.args;
  const platform = flagValue(from, 'platform');
  return {
    index,
    // BuildKit knows stages by their names in lower case.
    ...(as?.toLowerCase() === 'as' && name !== undefined ? { name: name.toLowerCase() } : {}),
    from,
    base,
    ...(platform === undefined ? {} : { platform }),
    instructions: [],
  };
}

function resolveBases({ globalArgs, stages }: Laid, token: string): void {
  const { variables } = globalScope(globalArgs, token, {}, stages.at(-1)?.name);
  const names = new Map<string, number>();
  for (const stage of stages) {
    const base = resolveBase(stage.base, variables, token);
    if (base !== undefined) stage.resolvedBase = base;
    const earlier = base === undefined ? undefined : names.get(base);
    if (earlier !== undefined) stage.baseStage = earlier;
    if (stage.name !== undefined) names.set(stage.name, stage.index);
  }
}

/** A base with the global ARGs filled in; undefined where one has no value. */
function resolveBase(base: string, variables: Variables, token: string): string | undefined {
  const { text, unset, error } = expand(base, lookupIn(variables), { escape: token });
  return error === undefined && unset.length === 0 && text !== '' ? text : undefined;
}
