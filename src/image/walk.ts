import { type LayerChange, nodesOf, stackLayers } from './tree.ts';
import type { Layer } from './types.ts';

/** A path to walk: a folder with what is below it, largest first, or a file. */
export interface Branch {
  path: string;
  /** Bytes of all below it. */
  bytes: number;
  /** Files at or below it. */
  files: number;
  /** The layer that put it there, from 0; of a folder the last one that changed something in it. */
  layer: number;
  /** What the layer did to it, where the changes of one layer are walked. */
  type?: LayerChange['type'];
  linkTarget?: string;
  children: Branch[];
}

/** A line of a tree of which some folders are open. */
export interface WalkRow {
  branch: Branch;
  depth: number;
  open: boolean;
}

interface Leaf {
  path: string;
  bytes: number;
  layer: number;
  folder: boolean;
  type?: LayerChange['type'];
  linkTarget?: string;
}

/** The final file system as a tree with the bytes of every folder, as a container sees it. */
export function walkImage(layers: Layer[]): Branch {
  const leaves = [...nodesOf(stackLayers(layers).tree.root)].flatMap(({ path, entry, layer }): Leaf[] => {
    if (!entry) return [];
    const { size: bytes, type, linkTarget } = entry;
    return [{ path, bytes, layer, folder: type === 'directory', ...(linkTarget ? { linkTarget } : {}) }];
  });
  return grow(leaves);
}

/**
 * What one layer did, as a tree: added, changed and removed paths.
 *
 * @param index the layer's, from 0
 */
export function walkLayer(layers: Layer[], index: number): Branch {
  const layer = layers[index];
  const folders = new Set(layer?.entries.filter((one) => one.type === 'directory').map((one) => one.path));
  const changes = stackLayers(layers.slice(0, index + 1)).changes[index] ?? [];
  return grow(
    changes.map(({ path, type, bytes }) => ({
      path,
      bytes,
      type,
      layer: index,
      folder: type !== 'removed' && folders.has(path),
    })),
  );
}

/** The lines to show: the root's content, and that of the open folders, each below its folder. */
export function rowsOf(root: Branch, open: Readonly<Record<string, boolean>>): WalkRow[] {
  const rows: WalkRow[] = [];
  const todo = root.children.toReversed().map((branch) => ({ branch, depth: 0 }));
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { branch, depth } = next;
    const isOpen = open[branch.path] === true;
    rows.push({ branch, depth, open: isOpen });
    if (isOpen)
      for (const child of branch.children.toReversed()) todo.push({ branch: child, depth: depth + 1 });
  }
  return rows;
}

interface Growing extends Branch {
  below: Map<string, Growing>;
}

function grow(leaves: Leaf[]): Branch {
  const root = bud('/');
  for (const leaf of leaves) {
    let here = root;
    let path = '';
    for (const name of leaf.path.split('/')) {
      if (name === '') continue;
      here.bytes += leaf.bytes;
      here.files += leaf.folder ? 0 : 1;
      here.layer = Math.max(here.layer, leaf.layer);
      path += `/${name}`;
      const child = here.below.get(name) ?? bud(path);
      here.below.set(name, child);
      here = child;
    }
    here.bytes += leaf.bytes;
    here.files += leaf.folder ? 0 : 1;
    here.layer = Math.max(here.layer, leaf.layer);
    if (leaf.type) here.type = leaf.type;
    if (leaf.linkTarget) here.linkTarget = leaf.linkTarget;
  }
  return ripe(root);
}

const bud = (path: string): Growing => ({
  path,
  bytes: 0,
  files: 0,
  layer: -1,
  children: [],
  below: new Map(),
});

/** Largest first. A folder in which there is one folder and nothing else is shown as one line with it. */
function ripe({ below, ...branch }: Growing): Branch {
  const children = [...below.values()]
    .map((child) => ripe(child))
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  const [only] = children;
  const lone = branch.path !== '/' && children.length === 1 && only && only.children.length > 0;
  return lone && (branch.type ?? only.type) === only.type ? only : { ...branch, children };
}
