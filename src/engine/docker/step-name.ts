/** A vertex name of BuildKit taken apart: `[linux/amd64 builder 3/6] RUN npm ci`. */
export interface StepName {
  /** A stage's name, or its index as text where it has none. */
  stage: string;
  /** 1-based place among the stage's instructions that make a step (and FROM, unless it is from a stage). */
  index: number;
  /** How many such instructions the stage has. */
  count: number;
  instruction: string;
}

/**
 * Takes a vertex name apart; undefined for a vertex that no instruction of the Dockerfile stands for
 * (`[internal] load …`, `exporting to image`). A stage without a name is called `stage-2` by BuildKit, or
 * nothing at all where it is the only one.
 */
export function parseStepName(name: string): StepName | undefined {
  const match =
    /^\[(?:(?<prefix>[^\]]*?)\s)?\s*(?<index>\d+)\/(?<count>\d+)\]\s+(?<instruction>[\s\S]+)$/.exec(name);
  if (!match?.groups) return undefined;
  const { prefix = '', index, count, instruction = '' } = match.groups;
  const word = prefix.trim().split(/\s+/).at(-1) ?? '';
  // A platform may stand before the name, or alone.
  const named = word.includes('/') ? '' : word;
  const unnamed = /^stage-(\d+)$/.exec(named);
  return {
    stage: unnamed?.[1] ?? (named || '0'),
    index: Number(index),
    count: Number(count),
    instruction,
  };
}
