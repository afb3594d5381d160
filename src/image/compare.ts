import { layerEntries, madeByLine } from './made-by.ts';
import { nodesOf, stackLayers } from './tree.ts';
import type { ImageFacts, Layer } from './types.ts';

/** An image with its layers, as `examineArchive` or an engine gives it. */
export interface Measured {
  facts: Pick<ImageFacts, 'size' | 'history'>;
  layers: Layer[];
}

/** What happened to a layer between two images. */
export interface LayerDifference {
  /** `same`: the same content; `changed`: made by the same instruction. */
  type: 'same' | 'changed' | 'gone' | 'new';
  /** What made it, for people. */
  madeBy: string;
  before?: { index: number; size: number };
  after?: { index: number; size: number };
  /** Bytes; positive where it grew. */
  delta: number;
}

/** What happened to a path of the final file system. */
interface PathDifference {
  path: string;
  type: 'added' | 'removed' | 'changed';
  before: number;
  after: number;
  delta: number;
}

export interface ImageComparison {
  before: number;
  after: number;
  /** Bytes; negative where it shrank. */
  delta: number;
  /** Of the size before, e.g. -98.5; 0 when it was empty. */
  percent: number;
  /** In the order of the new image, with what is gone where it was. */
  layers: LayerDifference[];
  /** The paths that differ most in size, largest difference first. */
  paths: PathDifference[];
  /** All differing paths, those included that `paths` leaves out. */
  changedPaths: number;
}

/**
 * Two images, or two attempts at one, side by side: by layer and by path.
 *
 * @param top how many paths to name
 */
export function compareImages(before: Measured, after: Measured, top = 10): ImageComparison {
  const delta = after.facts.size - before.facts.size;
  const paths = comparePaths(before.layers, after.layers);
  return {
    before: before.facts.size,
    after: after.facts.size,
    delta,
    percent: before.facts.size === 0 ? 0 : (delta / before.facts.size) * 100,
    layers: compareLayers(before, after),
    paths: paths.slice(0, top),
    changedPaths: paths.length,
  };
}

interface Made {
  layer: Layer;
  madeBy: string;
}

function compareLayers(before: Measured, after: Measured): LayerDifference[] {
  const old = made(before);
  const now = made(after);
  const rest = new Set(old);
  const take = (fits: (one: Made) => boolean): Made | undefined => {
    for (const one of rest) if (fits(one)) return rest.delete(one) ? one : undefined;
    return undefined;
  };
  const same = new Map(now.map((one) => [one, take((other) => other.layer.digest === one.layer.digest)]));
  const changed = new Map(
    now.map((one) => [one, same.get(one) ? undefined : take((other) => other.madeBy === one.madeBy)]),
  );
  const result = now.map((one): LayerDifference => {
    const was = same.get(one) ?? changed.get(one);
    const type = same.get(one) ? 'same' : was ? 'changed' : 'new';
    return difference(type, one.madeBy, was?.layer, one.layer);
  });
  for (const one of rest) {
    const gone = difference('gone', one.madeBy, one.layer, undefined);
    const next = result.findIndex((other) => (other.before?.index ?? -1) > one.layer.index);
    result.splice(next < 0 ? result.length : next, 0, gone);
  }
  return result;
}

function made({ facts, layers }: Measured): Made[] {
  const entries = layerEntries(facts.history);
  return layers.map((layer, index) => ({
    layer,
    madeBy: madeByLine(layer.createdBy || entries[index]?.createdBy || ''),
  }));
}

function difference(
  type: LayerDifference['type'],
  madeBy: string,
  before: Layer | undefined,
  after: Layer | undefined,
): LayerDifference {
  return {
    type,
    madeBy,
    ...(before && { before: { index: before.index, size: before.size } }),
    ...(after && { after: { index: after.index, size: after.size } }),
    delta: (after?.size ?? 0) - (before?.size ?? 0),
  };
}

function comparePaths(before: Layer[], after: Layer[]): PathDifference[] {
  const old = finalSizes(before);
  const now = finalSizes(after);
  const found: PathDifference[] = [];
  for (const [path, size] of now) {
    const was = old.get(path);
    if (was === size) continue;
    found.push({
      path,
      type: was === undefined ? 'added' : 'changed',
      before: was ?? 0,
      after: size,
      delta: size - (was ?? 0),
    });
  }
  for (const [path, size] of old) {
    if (!now.has(path)) found.push({ path, type: 'removed', before: size, after: 0, delta: -size });
  }
  return found.sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || (a.path < b.path ? -1 : 1));
}

/** Files of the final file system with their sizes; folders and links hold no bytes and are left out. */
function finalSizes(layers: Layer[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const node of nodesOf(stackLayers(layers).tree.root)) {
    if (node.entry?.type === 'file') sizes.set(node.path, node.entry.size);
  }
  return sizes;
}
