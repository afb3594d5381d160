import { alike } from './blame.ts';
import type { LayerLine } from './layer-lines.ts';
import { layerEntries, madeBy, madeByLine } from './made-by.ts';
import type { ImageFacts, Layer } from './types.ts';

/** An image with its layers, as `examineArchive` or an engine gives it. */
export interface Measured {
  facts: Pick<ImageFacts, 'size' | 'history'>;
  layers: Layer[];
  /** The lines of its Dockerfile, by layer; see `linesOfLayers`. */
  lines?: readonly (LayerLine | undefined)[];
}

/** A layer on one side of a comparison; the base image's layers count as one where its FROM line is known. */
interface LayerSide {
  /** From 0; the first one of several. */
  index: number;
  last: number;
  size: number;
  /** Of the Dockerfile that made this side, 1-based. */
  line?: number;
}

/** What happened to a layer between two images. */
export interface LayerDifference {
  /** `same`: the same content; `changed`: made by the same instruction, as it is now or as it was before. */
  type: 'same' | 'changed' | 'gone' | 'new';
  /** What made it, for people. */
  madeBy: string;
  /** What made it before, where the instruction itself was edited. */
  wasMadeBy?: string;
  before?: LayerSide;
  after?: LayerSide;
  /** Bytes; positive where it grew. */
  delta: number;
}

interface Unit extends LayerSide {
  digest: string;
  madeBy: string;
  /** As the Dockerfile has it, where that is known: with flags, which the history leaves out. */
  text: string;
  /** The base image's layers. */
  base: boolean;
}

/** From here on two instructions are taken for one that was edited: half of their words. */
const EDITED = 0.5;

/** Two images' layers, in the order of the new one, with what is gone where it was. */
export function compareLayers(before: Measured, after: Measured): LayerDifference[] {
  const old = unitsOf(before);
  const now = unitsOf(after);
  const pairs = new Map<Unit, Unit>();
  const rest = new Set(old);
  const rules: ((a: Unit, b: Unit) => boolean)[] = [
    (a, b) => a.digest === b.digest,
    (a, b) => a.madeBy === b.madeBy,
    (a, b) => a.base && b.base,
    isEdited,
  ];
  for (const fits of rules) {
    for (const one of now) {
      if (pairs.has(one)) continue;
      const found = [...rest].find((other) => fits(other, one));
      if (found && rest.delete(found)) pairs.set(one, found);
    }
  }
  const result = now.map((one) => difference(pairs.get(one), one));
  for (const one of rest) {
    const next = result.findIndex((other) => (other.before?.index ?? -1) > one.index);
    result.splice(next < 0 ? result.length : next, 0, difference(one, undefined));
  }
  return result;
}

/** Is it the same instruction, after an edit? */
function isEdited(before: Unit, after: Unit): boolean {
  if (before.base || after.base) return false;
  const [a, b] = [madeBy(before.madeBy), madeBy(after.madeBy)];
  return a.keyword === b.keyword && a.keyword !== '' && alike(a.text, b.text) >= EDITED;
}

function unitsOf({ facts, layers, lines = [] }: Measured): Unit[] {
  const entries = layerEntries(facts.history);
  const units: Unit[] = [];
  for (const [index, layer] of layers.entries()) {
    const line = lines[index];
    const above = units.at(-1);
    if (line?.base !== undefined && above?.base) {
      above.last = index;
      above.size += layer.size;
      above.digest += layer.digest;
      continue;
    }
    const made = line?.base
      ? `FROM ${line.base}`
      : madeByLine(layer.createdBy || entries[index]?.createdBy || '');
    units.push({
      index,
      last: index,
      size: layer.size,
      ...(line ? { line: line.line } : {}),
      digest: layer.digest,
      madeBy: made,
      text: line && line.base === undefined ? line.text : made,
      base: line?.base !== undefined,
    });
  }
  return units;
}

function difference(before: Unit | undefined, after: Unit | undefined): LayerDifference {
  const type = !after ? 'gone' : !before ? 'new' : before.digest === after.digest ? 'same' : 'changed';
  const madeBy = (after ?? before)?.text ?? '';
  const edited = before && after && before.text !== madeBy;
  return {
    type,
    madeBy,
    ...(edited ? { wasMadeBy: before.text } : {}),
    ...(before ? { before: shown(before) } : {}),
    ...(after ? { after: shown(after) } : {}),
    delta: (after?.size ?? 0) - (before?.size ?? 0),
  };
}

const shown = ({ index, last, size, line }: Unit): LayerSide => ({
  index,
  last,
  size,
  ...(line === undefined ? {} : { line }),
});
