import type { Dockerfile } from '../dockerfile/types.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { blameLayers, stagesTo } from './blame.ts';
import type { HistoryEntry } from './types.ts';

/** The line of a Dockerfile that a layer comes from. */
export interface LayerLine {
  /** 1-based. */
  line: number;
  /** The instruction there, in one line. */
  text: string;
  /** Set for a layer that came with the base image: the image that FROM names. */
  base?: string;
}

/**
 * For every layer the line to blame for it: the instruction that made it, or the FROM line for what the base image
 * brought along.
 *
 * @param history as in `ImageFacts`, oldest first
 * @param target the stage that was built; the last one by default
 * @returns one item per layer, oldest first; undefined where this Dockerfile did not make it
 */
export function linesOfLayers(
  history: readonly HistoryEntry[],
  dockerfile: Dockerfile,
  target?: string,
): (LayerLine | undefined)[] {
  const made = blameLayers(history, dockerfile, target);
  const stages = stagesTo(dockerfile, target);
  const [root] = stages;
  const first = made.findIndex((one) => one !== undefined);
  const makesNone = !stages.some((stage) => stage.instructions.some((one) => MAKES_LAYERS.has(one.keyword)));
  // An image of which no layer is this file's is some other image, and its base is none of FROM's.
  const below = first >= 0 ? first : makesNone ? made.length : 0;
  return made.map((one, index): LayerLine | undefined => {
    if (one) return { line: one.line, text: oneLine(one.instruction.text) };
    if (!root || index >= below) return undefined;
    return {
      line: root.from.line,
      text: oneLine(root.from.text),
      base: sanitiseLine(root.resolvedBase ?? root.base),
    };
  });
}

const MAKES_LAYERS = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);
const oneLine = (text: string): string => sanitiseLine(text.replace(/\s+/g, ' ').trim(), 500);
