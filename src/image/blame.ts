import { stageOf } from '../dockerfile/find-stage.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts';
import { type MadeBy, madeBy } from './made-by.ts';
import type { HistoryEntry } from './types.ts';

/** The instruction of a Dockerfile that made a history entry. */
export interface Blame {
  stage: Stage;
  instruction: Instruction;
  line: number;
}

/**
 * Finds for every history entry the line of the Dockerfile that made it. The image's history ends with the
 * target stage's instructions, before them those of the stages it starts from, and begins with the base's own:
 * the two sequences are aligned so that the most, and the most alike, entries meet in order.
 *
 * @param history as in `ImageFacts`, oldest first
 * @param target the stage's name or index; the last stage by default
 * @returns one item per history entry; undefined where no line of this Dockerfile made it
 */
export function blame(
  history: readonly HistoryEntry[],
  dockerfile: Dockerfile,
  target?: string,
): (Blame | undefined)[] {
  const candidates = chain(dockerfile, target);
  const made = history.map((entry) => madeBy(entry.createdBy));
  return align(made, candidates);
}

/** `blame` for layers: one item per layer, oldest first. */
export function blameLayers(
  history: readonly HistoryEntry[],
  dockerfile: Dockerfile,
  target?: string,
): (Blame | undefined)[] {
  const lines = blame(history, dockerfile, target);
  return lines.filter((_, index) => history[index]?.empty === false);
}

/** The instructions that lead to the target stage, in order, through the stages it is built from. */
function chain(dockerfile: Dockerfile, target: string | undefined): Blame[] {
  return stagesTo(dockerfile, target).flatMap((stage) =>
    stage.instructions.map((instruction) => ({ stage, instruction, line: instruction.line })),
  );
}

/**
 * The stages that a target is built from, one on the other, the one from an image outside first.
 *
 * @param target the stage's name or index; the last stage by default
 */
export function stagesTo(dockerfile: Dockerfile, target?: string): Stage[] {
  const { stages } = dockerfile;
  let stage = stageOf(dockerfile, target);
  const all: Stage[] = [];
  while (stage) {
    const here: Stage = stage;
    all.unshift(here);
    // a stage starts from an earlier one, so this ends
    stage = here.baseStage !== undefined && here.baseStage < here.index ? stages[here.baseStage] : undefined;
  }
  return all;
}

/** The classic alignment of two sequences, by the highest sum of likeness. */
function align(made: MadeBy[], candidates: Blame[]): (Blame | undefined)[] {
  const rows = made.length;
  const columns = candidates.length;
  const likes = made.map((entry) => candidates.map(({ instruction }) => likeness(entry, instruction)));
  // best[i][j]: the highest sum of entries from i and instructions from j on
  const best = Array.from({ length: rows + 1 }, () => new Float64Array(columns + 1));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const like = likes[i]?.[j] ?? 0;
      const pair = like > 0 ? like + at(i + 1, j + 1) : 0;
      (best[i] as Float64Array)[j] = Math.max(pair, at(i + 1, j), at(i, j + 1));
    }
  }
  const result: (Blame | undefined)[] = made.map(() => undefined);
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const like = likes[i]?.[j] ?? 0;
    // an entry that several lines fit is the last one's: the base's own entries come first
    if (at(i, j) === at(i + 1, j)) i++;
    else if (at(i, j) === at(i, j + 1)) j++;
    else {
      if (like > 0) result[i] = candidates[j];
      i++;
      j++;
    }
  }
  return result;
}

/** 0 when the entry cannot be this instruction's, up to 3 when their texts agree. */
function likeness(entry: MadeBy, instruction: Instruction): number {
  if (entry.keyword !== instruction.keyword) return 0;
  const stored = words(entry.text);
  const written = words(writtenText(instruction));
  if (stored.length === 0 || written.length === 0) return 1;
  if (stored.join(' ') === written.join(' ')) return 3;
  if (isExpansion(stored, written)) return 2.5;
  const share = overlap(stored, written);
  if (entry.keyword === 'RUN') return share >= 0.5 ? 1 + share : 0;
  if (entry.keyword === 'COPY' || entry.keyword === 'ADD') {
    // the classic builder names sums for sources: the target is what stays
    const sameTarget = trimmed(stored.at(-1)) === trimmed(written.at(-1));
    return sameTarget ? 1.5 + share : share >= 0.5 ? 1 + share : 0;
  }
  return share > 0 ? 1 + share : 0.5;
}

/** The instruction as a builder would store it: without flags and exec form's brackets. */
function writtenText(instruction: Instruction): string {
  const heredocs = instruction.heredocs.map((doc) => doc.content).join(' ');
  return `${instruction.args.join(' ')} ${heredocs}`;
}

/** Words to compare by; quotes, brackets and separators of the various notations are dropped. */
function words(text: string): string[] {
  return text
    .replace(/--[\w-]+=\S+/g, ' ')
    .replace(/\$\{(\w+)[^}]*\}/g, '$$$1\u0000')
    .split(/[\s"'[\]{},;\\&|]+/)
    .filter((word) => word !== '' && word !== 'in');
}

/** Do the stored words come from the written ones by putting in values for variables? */
function isExpansion(stored: string[], written: string[]): boolean {
  return (
    stored.length === written.length &&
    stored.every((word, index) => {
      const literals = (written[index] as string).split(/\$\w+\u0000?/);
      return literals.length > 1 ? startsAndEnds(word, literals) : word === literals[0];
    })
  );
}

function startsAndEnds(word: string, literals: string[]): boolean {
  const first = literals[0] ?? '';
  const last = literals.at(-1) ?? '';
  return word.length >= first.length + last.length && word.startsWith(first) && word.endsWith(last);
}

/** How much of two instructions' texts is the same: 0 to 1. */
export const alike = (a: string, b: string): number => overlap(words(a), words(b));

function overlap(a: string[], b: string[]): number {
  const known = new Set(b);
  const shared = new Set(a.filter((word) => known.has(word))).size;
  return shared / Math.max(new Set(a).size, known.size);
}

const trimmed = (path = ''): string => path.replace(/^\.\//, '').replace(/\/+$/, '');
