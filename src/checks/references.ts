import { findStage } from '../dockerfile/find-stage.ts';
import { mountsOf } from '../dockerfile/mount.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';
import { flag } from './view.ts';

/** A `--from=…` or `--mount=…,from=…`. */
export interface Reference {
  stage: Stage;
  instruction: Instruction;
  name: string;
}

export function copyReferences(stage: Stage): Reference[] {
  return stage.instructions.flatMap((instruction) =>
    [flag(instruction, 'from'), ...mountsOf(instruction).map((mount) => mount.from)]
      .filter((name) => name !== undefined)
      .map((name) => ({ stage, instruction, name })),
  );
}

/**
 * Why BuildKit could not take from there: a stage that comes later or is the own one, a number that is no
 * stage, a variable (`--from` takes none). Any other name is an image from outside.
 */
export function wrongReference(
  dockerfile: Dockerfile,
  { stage, instruction, name }: Reference,
): { instruction: Instruction; problem: string } | undefined {
  const problem = (text: string) => ({ instruction, problem: text });
  if (name === '') return problem('--from names nothing');
  if (name.includes('$')) return problem(`--from=${name}: no variable is filled in there`);
  const found = findStage(dockerfile, name);
  if (found && found.index < stage.index) return undefined;
  if (found && found.index === stage.index) return problem(`--from=${name} is the stage itself`);
  if (found) return problem(`--from=${name} comes later in the file`);
  if (/^\d+$/.test(name)) return problem(`--from=${name}: there is no stage of that number`);
  return undefined;
}
