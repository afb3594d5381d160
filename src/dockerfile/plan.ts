import { sanitise, sanitiseLine } from '../text/sanitise.ts';
import { neededStages, sourcesOf } from './graph.ts';
import type { ResolvedDockerfile, ResolvedStage } from './resolved.ts';
import type { Instruction } from './types.ts';

/** Instructions for which BuildKit counts a step. Source: moby/buildkit, dockerfile2llb `cmdTotal`. */
const STEPS: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** Does a builder make a step of this instruction? FROM is one as well, unless it starts from another stage. */
export const makesStep = ({ keyword }: Instruction): boolean => STEPS.has(keyword);

/** What a build will do, known from the Dockerfile alone: its stages, their steps, and what they take from each other. */
export interface BuildPlan {
  /** The Dockerfile, relative to the context. */
  file: string;
  /** The stages that the target needs, itself last, in the order of the file. */
  stages: PlannedStage[];
}

export interface PlannedStage {
  /** Its name as written, or its index as text: as `BuildStep.stage` has it. */
  name: string;
  /** FROM first. */
  steps: PlannedStep[];
}

interface PlannedStep {
  /** 1-based. */
  line: number;
  /** As written, FROM with its variables filled in. */
  text: string;
  /** Names of the stages that it takes files from: by FROM, `COPY --from` or `RUN --mount=from=`. */
  takes: string[];
}

/** @returns undefined where there is no such target: then the builder says what is wrong */
export function buildPlan(file: ResolvedDockerfile): BuildPlan | undefined {
  if (!file.target) return undefined;
  const stages = neededStages(file, file.target).map((stage) => plannedStage(file, stage));
  return { file: sanitiseLine(file.dockerfile.file), stages };
}

const nameOf = ({ stage }: ResolvedStage) => sanitiseLine(stage.name ?? String(stage.index));

function plannedStage(file: ResolvedDockerfile, resolved: ResolvedStage): PlannedStage {
  const sources = sourcesOf(file, resolved);
  const { from } = resolved.stage;
  const step = (instruction: Instruction, text: string): PlannedStep => ({
    line: instruction.line,
    text: sanitise(text),
    takes: sources.flatMap((one) => (one.instruction === instruction && one.stage ? nameOf(one.stage) : [])),
  });
  const own = resolved.instructions.filter(
    ({ instruction, triggered }) => !triggered && makesStep(instruction),
  );
  return {
    name: nameOf(resolved),
    steps: [
      step(from, `FROM ${resolved.base}`),
      ...own.map(({ instruction }) => step(instruction, instruction.text)),
    ],
  };
}
