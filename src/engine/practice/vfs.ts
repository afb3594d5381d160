import { posix } from 'node:path';
import type { FileType } from '../../image/types.ts';

/** One thing in a predicted file system. Nodes are never changed in place: replacing one is a layer's work. */
export interface Node {
  type: FileType;
  /** Bytes of a file. */
  size: number;
  mode: number;
  uid: number;
  gid: number;
  linkTarget?: string;
  /** A folder whose listing is not known whole: a base's folder, or what an installer filled. */
  open?: boolean;
  /** Bytes that are in such a folder, over and above the entries that are listed. */
  hidden?: number;
  /** Reads a file's content, or as much of its beginning as is foreseen; absent where only its presence is known. */
  read?: () => Buffer | undefined;
}

const ROOT: Node = { type: 'directory', size: 0, mode: 0o755, uid: 0, gid: 0 };
const MAX_LINKS = 40;

/**
 * The predicted file system of a stage: a flat map of absolute paths, what is known of folders, and the
 * bytes that the current layer writes. Paths given to it may be relative to `/` and un-normalised.
 */
export class Vfs {
  private nodes: Map<string, Node>;
  private touched = new Set<string>();
  private extra = 0;
  /** Paths known not to be there although their folder is not known whole. */
  private missing: Set<string>;
  /** Set once something ran whose effect on files cannot be foreseen; says what. */
  unforeseen: string | undefined;

  constructor(from?: Vfs) {
    this.nodes = from ? new Map(from.nodes) : new Map([['/', ROOT]]);
    this.missing = from ? new Set(from.missing) : new Set();
    this.unforeseen = from?.unforeseen;
  }

  /** Says of paths that they are not there, whatever else is in their folders. */
  declareMissing(paths: Iterable<string>): void {
    for (const path of paths) this.missing.add(clean(path));
  }

  /** Starts a layer: `layerBytes` counts from here. */
  beginLayer(): void {
    this.touched = new Set();
    this.extra = 0;
  }

  /** Bytes that the layer holds: every file written or whose metadata changed, as an overlay copies it up. */
  layerBytes(): number {
    let bytes = this.extra;
    for (const path of this.touched) {
      const node = this.nodes.get(path);
      if (node) bytes += (node.type === 'file' ? node.size : 0) + (node.hidden ?? 0);
    }
    return bytes;
  }

  /** The node itself at a path whose folders may be links; a link at its end is not followed. */
  get(path: string): Node | undefined {
    return this.nodes.get(this.real(path, false));
  }

  /** The node that a path leads to, links followed. */
  follow(path: string): Node | undefined {
    return this.nodes.get(this.real(path, true));
  }

  /** The path with links in it followed (as far as they are known). */
  real(path: string, last = true): string {
    let rest = clean(path).split('/').filter(Boolean);
    let done = '';
    for (let links = 0; rest.length > 0; ) {
      const [head = '', ...tail] = rest;
      const here = `${done}/${head}`;
      const node = this.nodes.get(here);
      if (node?.type === 'symlink' && node.linkTarget && (last || tail.length > 0) && links < MAX_LINKS) {
        links++;
        const target = node.linkTarget.startsWith('/')
          ? clean(node.linkTarget)
          : clean(`${done}/${node.linkTarget}`);
        rest = [...target.split('/').filter(Boolean), ...tail];
        done = '';
      } else {
        done = here;
        rest = tail;
      }
    }
    return done === '' ? '/' : done;
  }

  /**
   * What is known of a path: `yes` it is there, `no` it is not, or `unknown`: a folder above it is not
   * known whole.
   */
  has(path: string): 'yes' | 'no' | 'unknown' {
    const real = this.real(path);
    if (this.nodes.has(real)) return 'yes';
    if (this.unforeseen) return 'unknown';
    for (let at = real; ; at = posix.dirname(at)) {
      const node = this.nodes.get(at);
      if (!node && this.missing.has(at)) return 'no';
      if (node) return node.open ? 'unknown' : 'no';
      if (at === '/') return 'no';
    }
  }

  /** Scratch, before anything is written to it. */
  isEmpty(): boolean {
    return this.nodes.size === 1 && !this.nodes.get('/')?.open;
  }

  /** The file that stands in the way of a folder at this path; undefined where none is known. */
  blocker(path: string): string | undefined {
    const at = upwards(this.real(path)).find((one) => this.nodes.has(one));
    return at !== undefined && this.nodes.get(at)?.type === 'file' ? at : undefined;
  }

  /** Is every folder known whole? Only then does a file's absence prove anything by itself. */
  complete(): boolean {
    if (this.unforeseen) return false;
    for (const node of this.nodes.values()) if (node.open) return false;
    return true;
  }

  /** Puts a node at a path, folders above it made as needed (owned by `owner`). Answers the real path. */
  put(path: string, node: Node, owner = { uid: 0, gid: 0 }): string {
    const real = this.real(path, false);
    this.folder(posix.dirname(real), owner);
    const before = this.nodes.get(real);
    if (before?.type === 'directory' && node.type !== 'directory') this.remove(real);
    this.nodes.set(real, node);
    this.touched.add(real);
    return real;
  }

  /** Makes a folder and those above it; an existing one stays as it is. Answers the real path. */
  folder(path: string, owner = { uid: 0, gid: 0 }, mode = 0o755): string {
    const real = this.real(path);
    if (this.nodes.get(real)?.type === 'directory') return real;
    if (real !== '/') this.folder(posix.dirname(real), owner);
    this.nodes.set(real, { type: 'directory', size: 0, mode, ...pickOwner(owner) });
    this.touched.add(real);
    return real;
  }

  /** Changes a node's metadata; the layer then holds the whole file again. */
  change(path: string, change: Partial<Pick<Node, 'mode' | 'uid' | 'gid' | 'open' | 'hidden'>>): void {
    const real = this.real(path, false);
    const node = this.nodes.get(real);
    if (!node) return;
    this.nodes.set(real, { ...node, ...change });
    this.touched.add(real);
  }

  /** Adds bytes to a folder that nobody can list: they count for this layer, not those it had before. */
  hide(path: string, bytes: number): void {
    const real = this.folder(path);
    const node = this.nodes.get(real);
    if (!node) return;
    this.nodes.set(real, { ...node, open: true, hidden: (node.hidden ?? 0) + bytes });
    this.extra += bytes;
  }

  /** Removes a path with everything below it. */
  remove(path: string): void {
    const real = this.real(path, false);
    for (const key of this.below(real)) this.drop(key);
    this.drop(real);
    this.missing.add(real);
  }

  private drop(key: string): void {
    if (key === '/') return;
    this.nodes.delete(key);
    this.touched.delete(key);
  }

  /** The paths below a folder, in no order; not the folder itself. */
  below(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    const found: string[] = [];
    for (const key of this.nodes.keys()) if (key.startsWith(prefix) && key !== '/') found.push(key);
    return found;
  }

  /** The names directly in a folder. */
  names(path: string): string[] {
    const real = this.real(path);
    const prefix = real === '/' ? '/' : `${real}/`;
    return this.below(real)
      .map((key) => key.slice(prefix.length))
      .filter((name) => name !== '' && !name.includes('/'));
  }

  entries(): IterableIterator<[string, Node]> {
    return this.nodes.entries();
  }

  /** Content of a file, links followed; undefined when absent or only its presence is known. */
  read(path: string): Buffer | undefined {
    return this.follow(path)?.read?.();
  }

  text(path: string): string | undefined {
    return this.read(path)?.toString('utf8');
  }

  /** Writes a text file whose content is known. */
  write(path: string, text: string, meta: { mode?: number; uid?: number; gid?: number } = {}): void {
    const content = Buffer.from(text);
    const real = this.real(path);
    const before = this.nodes.get(real);
    this.put(real, {
      type: 'file',
      size: content.length,
      mode: meta.mode ?? before?.mode ?? 0o644,
      uid: meta.uid ?? before?.uid ?? 0,
      gid: meta.gid ?? before?.gid ?? 0,
      read: () => content,
    });
  }

  /** Sum of all that is listed or known to be hidden below a path. Bytes. */
  bytes(path: string): number {
    const real = this.real(path);
    return [real, ...this.below(real)].reduce((sum, key) => {
      const node = this.nodes.get(key);
      return sum + (node?.type === 'file' ? node.size : 0) + (node?.hidden ?? 0);
    }, 0);
  }

  /** Puts away what is at these paths and gives a function that brings it back (mounts of a RUN). */
  shelter(paths: string[]): () => void {
    const kept = new Map<string, Node>();
    const reals = paths.map((path) => this.real(path));
    for (const real of reals) {
      for (const key of [real, ...this.below(real)]) {
        const node = this.nodes.get(key);
        if (node) kept.set(key, node);
      }
    }
    const touchedBefore = new Set(this.touched);
    return () => {
      for (const real of reals) {
        for (const key of [real, ...this.below(real)]) this.drop(key);
      }
      for (const [key, node] of kept) {
        this.nodes.set(key, node);
        if (touchedBefore.has(key)) this.touched.add(key);
      }
    };
  }
}

/** An absolute, normalised path with `/`. */
export function clean(path: string): string {
  const normal = posix.normalize(`/${path}`);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function pickOwner(owner: { uid: number; gid: number }): { uid: number; gid: number } {
  return { uid: owner.uid, gid: owner.gid };
}

/** An absolute path, the folder that holds it, and so on up to `/`. */
export function upwards(path: string): string[] {
  return path === '/' ? [path] : [path, ...upwards(posix.dirname(path))];
}
