import type { Dockerfile, Instruction, Stage } from '../../dockerfile/types.ts';
import { parseStepName } from './step-name.ts';

/** Instructions for which BuildKit counts a step. Source: moby/buildkit, dockerfile2llb `cmdTotal`. */
const COUNTED = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/**
 * The line of the Dockerfile that a vertex of the build stands for, by the stage and place in its name; where
 * those do not fit (ONBUILD instructions of the base shift the count), by its text.
 */
export function stepLine(name: string, dockerfile: Dockerfile): number | undefined {
  const step = parseStepName(name);
  if (!step) return undefined;
  const stage = findStage(dockerfile, step.stage);
  if (!stage) return undefined;
  if (/^FROM\s/i.test(step.instruction)) return stage.from.line;
  const counted = stage.instructions.filter((instruction) => COUNTED.has(instruction.keyword));
  // FROM is step 1, except of another stage and of scratch. Counted from the end, so that what the base's
  // ONBUILD puts in front does not matter.
  const byPlace = counted[counted.length - 1 - (step.count - step.index)];
  if (byPlace && sameText(byPlace, step.instruction)) return byPlace.line;
  const byText = counted.find((instruction) => sameText(instruction, step.instruction));
  return (byText ?? (sameKeyword(byPlace, step.instruction) ? byPlace : undefined))?.line;
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

function sameKeyword(instruction: Instruction | undefined, text: string): boolean {
  return instruction !== undefined && squeeze(text).startsWith(`${instruction.keyword.toLowerCase()} `);
}
