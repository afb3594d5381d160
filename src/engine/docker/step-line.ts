import { makesStep } from '../../dockerfile/plan.ts';
import type { Dockerfile, Instruction, Stage } from '../../dockerfile/types.ts';
import { parseStepName } from './step-name.ts';

/** Where in the Dockerfile a vertex of the build belongs. */
export interface StepPlace {
  line: number;
  /** The stage's name, or its index as text. */
  stage: string;
}

/**
 * The place of the Dockerfile that a vertex of the build stands for, by the stage and number in its name; where
 * those do not fit (ONBUILD instructions of the base shift the count), by its text. Builds that run at the same
 * time share equal steps, and then a step may carry the other Dockerfile's stage: so its text is looked for in
 * the other stages too.
 */
export function stepPlace(name: string, dockerfile: Dockerfile): StepPlace | undefined {
  const step = parseStepName(name);
  if (!step) return undefined;
  const stage = findStage(dockerfile, step.stage);
  if (stage && /^FROM\s/i.test(step.instruction)) return placeIn(stage, stage.from);
  // FROM is step 1, except of another stage and of scratch. Counted from the end, so that what the base's
  // ONBUILD puts in front does not matter.
  const counted = stage?.instructions.filter(makesStep) ?? [];
  const byPlace = counted[counted.length - 1 - (step.count - step.index)];
  if (stage && byPlace && sameText(byPlace, step.instruction)) return placeIn(stage, byPlace);
  for (const one of [...(stage ? [stage] : []), ...dockerfile.stages]) {
    const byText = one.instructions.find((instruction) => sameText(instruction, step.instruction));
    if (byText) return placeIn(one, byText);
  }
  return stage && byPlace && sameKeyword(byPlace, step.instruction) ? placeIn(stage, byPlace) : undefined;
}

function placeIn(stage: Stage, { line }: Instruction): StepPlace {
  return { line, stage: stage.name ?? String(stage.index) };
}

function findStage(dockerfile: Dockerfile, name: string): Stage | undefined {
  const named = dockerfile.stages.findLast((stage) => stage.name?.toLowerCase() === name.toLowerCase());
  return named ?? (/^\d+$/.test(name) ? dockerfile.stages[Number(name)] : undefined);
}

const squeeze = (text: string) =>
  text
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

function sameText(instruction: Instruction, text: string): boolean {
  const [a, b] = [squeeze(instruction.text), squeeze(text)];
  // A heredoc's body is only in one of the two, and BuildKit cuts long texts.
  return a === b || (b.length > 8 && a.startsWith(b)) || (a.length > 8 && b.startsWith(a));
}

function sameKeyword(instruction: Instruction, text: string): boolean {
  return squeeze(text).startsWith(`${instruction.keyword.toLowerCase()} `);
}
