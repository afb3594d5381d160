import { bytesOf, FileTree, nodesOf } from './tree.ts';
import type { Efficiency, Layer, LayerEntry } from './types.ts';

interface PathUse {
  path: string;
  bytes: number;
  /** The least that it took in any layer. */
  least: number;
  layers: number[];
}

/**
 * How much of the image's bytes it needs, as dive computes it: every leaf of every layer counts with its
 * size, a whiteout with the size of the folder it removes; the score is the sum of each path's least size
 * over the sum of all. What occurs in two layers or more is wasted.
 *
 * dive counts a removed file, but not a folder removed as a whole unless it was empty once. `buried` is
 * exact: all bytes of the layers that the final file system does not show.
 */
export function efficiencyOf(layers: Layer[]): Efficiency {
  const uses = new Map<string, PathUse>();
  const tree = new FileTree();
  for (const layer of layers) {
    for (const entry of leavesOf(layer)) {
      const bytes = entry.whiteout ? removedBytes(tree, entry.path) : entry.size;
      const use = uses.get(entry.path);
      if (!use) uses.set(entry.path, { path: entry.path, bytes, least: bytes, layers: [layer.index] });
      else {
        use.bytes += bytes;
        use.least = Math.min(use.least, bytes);
        use.layers.push(layer.index);
      }
    }
    tree.apply(layer);
  }
  let least = 0;
  let discovered = 0;
  for (const use of uses.values()) {
    least += use.least;
    discovered += use.bytes;
  }
  const wasted = [...uses.values()].filter((use) => use.layers.length > 1 && use.bytes > 0);
  return {
    score: discovered === 0 ? 1 : least / discovered,
    wastedBytes: wasted.reduce((sum, use) => sum + use.bytes, 0),
    wastedFiles: wasted
      .map(({ path, bytes, layers: where }) => ({ path, bytes, layers: where }))
      .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)),
    buried: buriedIn(layers, tree),
  };
}

/** The layer's entries that have nothing below them in this layer; of a path listed twice the last. */
function leavesOf(layer: Layer): Iterable<LayerEntry> {
  const parents = new Set<string>();
  const leaves = new Map<string, LayerEntry>();
  for (const entry of layer.entries) {
    // an opaque mark is a file inside the folder it names
    let path = entry.whiteout === 'opaque' ? `${entry.path}/.` : entry.path;
    for (path = folderOf(path); path !== '' && !parents.has(path); path = folderOf(path)) parents.add(path);
    if (entry.whiteout !== 'opaque') leaves.set(entry.whiteout ? `-${entry.path}` : entry.path, entry);
  }
  for (const path of parents) leaves.delete(path);
  return leaves.values();
}

/** Removing a lone file frees nothing and so counts nothing; removing a folder counts what was in it. */
function removedBytes(below: FileTree, path: string): number {
  const gone = below.find(path);
  return gone && (gone.entry === undefined || gone.entry.type === 'directory') ? bytesOf(gone) : 0;
}

function buriedIn(layers: Layer[], tree: FileTree): NonNullable<Efficiency['buried']> {
  const shown = new Map<string, number>();
  for (const node of nodesOf(tree.root)) if (node.entry) shown.set(node.path, node.layer);
  const files = layers.flatMap((layer) => {
    const last = new Map<string, number>();
    for (const entry of layer.entries) {
      if (entry.size > 0 && shown.get(entry.path) !== layer.index) last.set(entry.path, entry.size);
    }
    return [...last].map(([path, bytes]) => ({ path, bytes, layer: layer.index }));
  });
  files.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  return { bytes: files.reduce((sum, file) => sum + file.bytes, 0), files };
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
