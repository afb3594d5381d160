import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';
import type { BuildStep } from '../engine/types.ts';
import { findStage } from './view.ts';

/** The instructions that BuildKit counts in `[builder 3/6]`. */
const COUNTED = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/**
 * The instruction of the Dockerfile that a build step runs. BuildKit numbers a stage's steps; its FROM is
 * number 1 when it names an image, and has no number when it names a stage or scratch. The text alone
 * would not do: BuildKit shows it with ARG and ENV filled in.
 */
export function instructionOf(dockerfile: Dockerfile, step: BuildStep): Instruction | undefined {
  const match = /^\[(?:(\S+) )?(\d+)\/(\d+)\]/.exec(step.name);
  if (!match) return undefined;
  const stage = stageOfStep(dockerfile, match[1]);
  if (!stage) return undefined;
  const counted = stage.instructions.filter((one) => COUNTED.has(one.keyword));
  const first = Number(match[3]) > counted.length ? [stage.from] : [];
  return [...first, ...counted][Number(match[2]) - 1];
}

/** `builder`, `stage-1`, or nothing where the file has one unnamed stage; `linux/arm64` may come before. */
function stageOfStep(dockerfile: Dockerfile, name: string | undefined): Stage | undefined {
  if (name === undefined) return dockerfile.stages.length === 1 ? dockerfile.stages[0] : undefined;
  const numbered = /^stage-(\d+)$/.exec(name);
  return findStage(dockerfile, name) ?? (numbered ? dockerfile.stages[Number(numbered[1])] : undefined);
}
