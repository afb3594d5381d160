import { posix } from 'node:path';

/** A regular file's bytes, or a number of zero bytes for padding that need not sit in memory. */
export type Content = Buffer | { zeros: number };

interface Owned {
  mode: number;
  uid: number;
  gid: number;
}
export type Entry =
  | (Owned & { type: 'file'; content: Content })
  | (Owned & { type: 'directory' })
  | (Owned & { type: 'symlink'; target: string })
  /** `target` is a path inside the same tree. */
  | (Owned & { type: 'hardlink'; target: string });

const ROOT = { uid: 0, gid: 0 };

/** Directories that a merged-/usr system keeps as symlinks into /usr. */
const MERGED = ['bin', 'sbin', 'lib', 'lib32', 'lib64'];

/**
 * A file system in memory: what one image layer holds. Paths are relative to `/`, without a leading
 * slash, however they are written on the way in. Nothing touches the disk, so owners, modes and
 * setuid bits are exactly what the packages say, and no root is needed.
 */
export class FileTree {
  readonly entries = new Map<string, Entry>();

  /** @param options.mergedUsr file `bin/x` under `usr/bin/x`, as Debian and Alpine systems have it today. */
  constructor(private readonly options: { mergedUsr?: boolean } = {}) {}

  /** The path as this tree files it. */
  at(path: string): string {
    const clean = posix.normalize(path).replace(/^(\.?\/)+|^\.$/, '');
    const [first = '', ...rest] = clean.split('/');
    const moves = this.options.mergedUsr && MERGED.includes(first) && rest.length > 0;
    return (moves ? `usr/${clean}` : clean).replace(/\/$/, '');
  }

  set(path: string, entry: Entry): this {
    const key = this.at(path);
    const directoryOverLink = entry.type === 'directory' && this.entries.get(key)?.type === 'symlink';
    if (key !== '' && !directoryOverLink) this.entries.set(key, entry);
    return this;
  }

  file(path: string, content: string | Content, mode = 0o644): this {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return this.set(path, { type: 'file', content: bytes, mode, ...ROOT });
  }

  directory(path: string, mode = 0o755, owner = ROOT): this {
    return this.set(path, { type: 'directory', mode, ...owner });
  }

  symlink(path: string, target: string): this {
    return this.set(path, { type: 'symlink', target, mode: 0o777, ...ROOT });
  }

  has(path: string): boolean {
    return this.entries.has(this.at(path));
  }

  /** The text of a regular file; throws when there is none. */
  text(path: string): string {
    const entry = this.entries.get(this.at(path));
    if (entry?.type !== 'file' || !Buffer.isBuffer(entry.content))
      throw new Error(`no file ${path} in this tree`);
    return entry.content.toString();
  }

  /** Removes each path and whatever is below it. */
  remove(...paths: string[]): this {
    const roots = paths.map((path) => this.at(path));
    for (const key of [...this.entries.keys()]) {
      if (roots.some((root) => key === root || key.startsWith(`${root}/`))) this.entries.delete(key);
    }
    return this;
  }

  removeWhere(drop: (path: string) => boolean): this {
    for (const key of [...this.entries.keys()]) if (drop(key)) this.entries.delete(key);
    return this;
  }

  /** Takes over everything below `from` of `other`, filed below `to`. */
  graft(other: FileTree, from = '', to = ''): this {
    const root = other.at(from);
    for (const [path, entry] of other.entries) {
      if (root === '' || path === root || path.startsWith(`${root}/`)) {
        this.set(posix.join(to, path.slice(root.length)), entry);
      }
    }
    return this;
  }

  /** Sorted by path, each with the parents it needs: the order in which a layer archive lists them. */
  *sorted(): Generator<[string, Entry]> {
    const all = new Map(this.entries);
    for (const path of this.entries.keys()) {
      for (
        let parent = posix.dirname(path);
        parent !== '.' && !all.has(parent);
        parent = posix.dirname(parent)
      ) {
        all.set(parent, { type: 'directory', mode: 0o755, ...ROOT });
      }
    }
    for (const path of [...all.keys()].sort()) yield [path, all.get(path) as Entry];
  }
}
