import type { Layer, LayerEntry } from './types.ts';

/** A path of a stack of layers; folders that no layer lists have no entry. */
export interface TreeNode {
  path: string;
  entry?: LayerEntry;
  /** The layer whose entry it is. */
  layer: number;
  children: Map<string, TreeNode>;
}

/** What a layer did to a path. A folder removed as a whole is one change, with the bytes of all in it. */
export interface LayerChange {
  path: string;
  type: 'added' | 'changed' | 'removed';
  /** Bytes that the layer put there; for a removal those that went out of sight. */
  bytes: number;
}

/** A stack of layers as a tree of paths, as a container sees it. */
export class FileTree {
  readonly root: TreeNode = node('/', -1);

  /** Puts a layer on top. Its whiteouts hide what lies below, never what the layer itself brings. */
  apply(layer: Layer): LayerChange[] {
    const changes: LayerChange[] = [];
    for (const entry of layer.entries) if (entry.whiteout) this.#hide(entry, changes);
    const added = new Map<string, LayerChange>();
    for (const entry of layer.entries) {
      if (entry.whiteout) continue;
      const type = this.#put(entry, layer.index) ? 'changed' : (added.get(entry.path)?.type ?? 'added');
      // a folder that is merely listed again, because something in it changed, is no change
      if (type === 'changed' && entry.type === 'directory') continue;
      added.set(entry.path, { path: entry.path, type, bytes: entry.size });
    }
    changes.push(...added.values());
    return changes;
  }

  /** The node at an absolute path, links not followed. */
  find(path: string): TreeNode | undefined {
    let here: TreeNode | undefined = this.root;
    for (const name of path.split('/')) {
      if (name === '') continue;
      here = here.children.get(name);
      if (!here) return undefined;
    }
    return here;
  }

  #hide(entry: LayerEntry, changes: LayerChange[]): void {
    const parent = this.find(entry.whiteout === 'opaque' ? entry.path : folderOf(entry.path));
    if (!parent) return;
    const names = entry.whiteout === 'opaque' ? [...parent.children.keys()] : [nameOf(entry.path)];
    for (const name of names) {
      const gone = parent.children.get(name);
      if (!gone) continue;
      parent.children.delete(name);
      changes.push({ path: gone.path, type: 'removed', bytes: bytesOf(gone) });
    }
  }

  /** Returns whether an earlier layer had the path. */
  #put(entry: LayerEntry, layer: number): boolean {
    let here = this.root;
    let path = '';
    for (const name of entry.path.split('/')) {
      if (name === '') continue;
      path += `/${name}`;
      let child = here.children.get(name);
      if (!child) {
        child = node(path, layer);
        here.children.set(name, child);
      }
      here = child;
    }
    const known = here.entry !== undefined && here.layer !== layer;
    here.entry = entry;
    here.layer = layer;
    // a file in a folder's place takes all of it
    if (entry.type !== 'directory') here.children.clear();
    return known;
  }
}

/** Bytes of a node and all below it. */
export function bytesOf(top: TreeNode): number {
  let sum = 0;
  for (const each of nodesOf(top)) sum += each.entry?.size ?? 0;
  return sum;
}

/** A node and all below it, parents first. */
export function* nodesOf(top: TreeNode): Generator<TreeNode> {
  const todo = [top];
  for (let next = todo.pop(); next; next = todo.pop()) {
    yield next;
    todo.push(...next.children.values());
  }
}

/** All layers stacked, and what each of them changed, oldest first. */
export function stackLayers(layers: Layer[]): { tree: FileTree; changes: LayerChange[][] } {
  const tree = new FileTree();
  const changes = layers.map((layer) => tree.apply(layer));
  return { tree, changes };
}

function node(path: string, layer: number): TreeNode {
  return { path, layer, children: new Map() };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
