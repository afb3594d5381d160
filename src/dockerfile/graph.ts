import { flagValue } from './flags.ts';
import { quote } from './go-text.ts';
import { mountsOf } from './mount.ts';
import { referenceError } from './reference.ts';
import type { ResolvedDockerfile, ResolvedStage } from './resolved.ts';
import type { Instruction, ParseError } from './types.ts';

/** Something that a stage takes files from. */
export interface StageSource {
  /** The instruction that does it: FROM, COPY or RUN. */
  instruction: Instruction;
  /** As written, or for FROM as resolved. */
  name: string;
  /** The stage of this file; undefined for an image outside, and for an index that no stage has. */
  stage?: ResolvedStage;
  /** The image outside, e.g. `node:24-alpine`. */
  image?: string;
}

/** All that a stage takes files from, in the order of the file: its base, `COPY --from`, `RUN --mount=from=`. */
export function sourcesOf(file: ResolvedDockerfile, stage: ResolvedStage): StageSource[] {
  const { from } = stage.stage;
  const base: StageSource = { instruction: from, name: stage.base };
  if (stage.parent) base.stage = stage.parent;
  else if (stage.base !== 'scratch' && stage.base !== '') base.image = stage.base;
  const others = stage.instructions.flatMap(({ instruction }) =>
    fromNames(instruction).map((name) => lookUp(file, instruction, name)),
  );
  return [base, ...others];
}

/** The sources of `COPY --from` of one stage, resolved to a stage or to an image outside. */
export function copiesFrom(file: ResolvedDockerfile, stage: ResolvedStage): StageSource[] {
  return sourcesOf(file, stage).filter(({ instruction }) => instruction.keyword === 'COPY');
}

/** Every image from outside that the file names, in any stage: by FROM, `COPY --from` and mounts. */
export function externalBases(file: ResolvedDockerfile): (StageSource & { image: string })[] {
  return file.stages.flatMap((stage) =>
    sourcesOf(file, stage).flatMap((source) =>
      source.image === undefined ? [] : [{ ...source, image: source.image }],
    ),
  );
}

/** The stages that building this one takes, itself included, in the order of the file. */
export function neededStages(file: ResolvedDockerfile, stage: ResolvedStage): ResolvedStage[] {
  const needed = new Set<ResolvedStage>();
  const open = [stage];
  for (let next = open.pop(); next; next = open.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    for (const source of sourcesOf(file, next)) if (source.stage) open.push(source.stage);
  }
  return file.stages.filter((one) => needed.has(one));
}

/** The stages that building the target does not need: BuildKit never looks at them. */
export function unreachableStages(file: ResolvedDockerfile): ResolvedStage[] {
  const needed = new Set(file.target ? neededStages(file, file.target) : []);
  return file.stages.filter((one) => !needed.has(one));
}

/** Images outside whose names are none; BuildKit reads the names in all stages. */
export function nameErrors(file: ResolvedDockerfile): ParseError[] {
  return externalBases(file).flatMap(({ image, instruction }) => {
    const error = referenceError(image);
    if (error === undefined) return [];
    return [{ line: instruction.line, message: `failed to parse stage name ${quote(image)}: ${error}` }];
  });
}

/** A stage that copies from itself, by way of others or not. Only `COPY --from` and mounts can look ahead. */
export function circleErrors(file: ResolvedDockerfile): ParseError[] {
  const copied = new Map(file.stages.map((stage) => [stage, sourcesOf(file, stage).slice(1)]));
  const circle = findCircle(file.stages, copied);
  if (!circle) return [];
  const message = `circular dependency detected on stage: ${nameOf(circle.stage)}`;
  return [{ line: circle.instruction.line, message }];
}

/** Files taken from a stage that comes later: BuildKit builds stages in their order. */
export function orderErrors(file: ResolvedDockerfile, stage: ResolvedStage): ParseError[] {
  return sourcesOf(file, stage).flatMap(({ instruction, name, stage: from }) => {
    if (!from || from.stage.index < stage.stage.index) return [];
    const message =
      instruction.keyword === 'COPY'
        ? `cannot copy from stage "${name}", it needs to be defined before current stage "${nameOf(stage)}"`
        : `cannot mount from stage "${name}", stage needs to be defined before current command`;
    return [{ line: instruction.line, message }];
  });
}

function nameOf({ stage }: ResolvedStage): string {
  return stage.name ?? `stage-${stage.index}`;
}

/** The first stage, in the order of the file, from which copying leads back to a stage on the way. */
function findCircle(
  stages: readonly ResolvedStage[],
  copied: ReadonlyMap<ResolvedStage, StageSource[]>,
): { stage: ResolvedStage; instruction: Instruction } | undefined {
  const state = new Map<ResolvedStage, 'open' | 'done'>();
  for (const start of stages) {
    const path: { stage: ResolvedStage; next: number }[] = [];
    const enter = (stage: ResolvedStage) => {
      state.set(stage, 'open');
      path.push({ stage, next: 0 });
    };
    if (!state.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const source = copied.get(top.stage)?.[top.next++];
      if (!source) {
        state.set(top.stage, 'done');
        path.pop();
      } else if (source.stage && state.get(source.stage) === 'open') {
        return { stage: start, instruction: source.instruction };
      } else if (source.stage && !state.has(source.stage)) enter(source.stage);
    }
  }
  return undefined;
}

function fromNames(instruction: Instruction): string[] {
  if (instruction.keyword === 'COPY') {
    const from = flagValue(instruction, 'from');
    return from ? [from] : [];
  }
  if (instruction.keyword !== 'RUN') return [];
  return mountsOf(instruction).flatMap(({ from }) => from || []);
}

/** A stage by its name, the last so named, whatever its case; COPY knows them by index too. */
function lookUp(file: ResolvedDockerfile, instruction: Instruction, name: string): StageSource {
  const source: StageSource = { instruction, name };
  const byIndex = instruction.keyword === 'COPY' && /^[-+]?\d+$/.test(name);
  const stage = byIndex ? file.stages[Number(name)] : file.byName.get(name.toLowerCase());
  if (stage) source.stage = stage;
  else if (!byIndex && name !== 'scratch') source.image = name;
  return source;
}
