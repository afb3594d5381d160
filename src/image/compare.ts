import { compareLayers, type LayerDifference, type Measured } from './compare-layers.ts';
import { nodesOf, stackLayers, type TreeNode } from './tree.ts';
import type { Layer } from './types.ts';

/** What happened to a path of the final file system. */
export interface PathDifference {
  path: string;
  type: 'added' | 'removed' | 'changed';
  before: number;
  after: number;
  delta: number;
  /** The layer that it comes from, from 0: of the new image, or of the old one where it was removed. */
  layer: number;
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

/** The one layer that makes most of the difference; undefined where nothing weighs more or less. */
export function mainDifference({ layers }: Pick<ImageComparison, 'layers'>): LayerDifference | undefined {
  const [first] = layers.toSorted((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
  return first && first.delta !== 0 ? first : undefined;
}

/** The paths of a comparison that one of its layers answers for. */
export function pathsOf(difference: LayerDifference, paths: readonly PathDifference[]): PathDifference[] {
  const within = (layer: number, side: LayerDifference['after']) =>
    side !== undefined && layer >= side.index && layer <= side.last;
  return paths.filter(({ type, layer }) =>
    within(layer, type === 'removed' ? difference.before : difference.after),
  );
}

function comparePaths(before: Layer[], after: Layer[]): PathDifference[] {
  const old = finalFiles(before);
  const now = finalFiles(after);
  const found: PathDifference[] = [];
  for (const [path, { size, layer }] of now) {
    const was = old.get(path)?.size;
    if (was === size) continue;
    const type = was === undefined ? 'added' : 'changed';
    found.push({ path, type, before: was ?? 0, after: size, delta: size - (was ?? 0), layer });
  }
  for (const [path, { size, layer }] of old) {
    if (!now.has(path)) found.push({ path, type: 'removed', before: size, after: 0, delta: -size, layer });
  }
  return found.sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || (a.path < b.path ? -1 : 1));
}

/** Files of the final file system; folders and links hold no bytes and are left out. */
function finalFiles(layers: Layer[]): Map<string, { size: number; layer: number }> {
  const files = [...nodesOf(stackLayers(layers).tree.root)].filter(isFile);
  return new Map(files.map(({ path, entry, layer }) => [path, { size: entry.size, layer }]));
}

const isFile = (node: TreeNode): node is TreeNode & Required<Pick<TreeNode, 'entry'>> =>
  node.entry?.type === 'file';
