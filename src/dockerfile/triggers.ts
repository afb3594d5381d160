import { readInstruction } from './instruction.ts';
import type { ResolvedStage } from './resolved.ts';
import type { Instruction, Stage } from './types.ts';

/**
 * What the ONBUILDs of the stage it starts from make a stage do first. BuildKit reads each anew, with the
 * default escape character, and blames the FROM for what is wrong with it.
 */
export function triggersOf(parent: ResolvedStage | undefined, stage: Stage): Instruction[] {
  const { line, endLine } = stage.from;
  const triggers = parent?.stage.instructions.flatMap(({ onbuild }) => onbuild ?? []) ?? [];
  return triggers.map(({ text, heredocs }) => ({
    ...readInstruction(text, '\\').instruction,
    heredocs,
    line,
    endLine,
  }));
}

/** The trigger as the image stores it: the instruction's text, with the bodies of its heredocs. */
export function triggerText({ text, heredocs }: Instruction): string {
  return [text, ...heredocs.map((doc) => doc.content + doc.name)].join('\n');
}
