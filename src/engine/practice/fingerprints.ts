import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildContext } from '../../dockerfile/context.ts';
import { clean, type Vfs } from './vfs.ts';

/** Files above this are told apart by size and time instead of content: hashing them would take too long. */
const HASH_LIMIT = 8 * 1024 * 1024;

/** What copied files are, for telling whether a COPY would come from the cache: content, not times. */
export class Fingerprints {
  private readonly known = new Map<string, { stamp: string; hash: string }>();

  /** A fingerprint over paths, modes and contents of the context's files at or below `used`. */
  of(context: BuildContext, used: readonly string[]): string {
    const hash = createHash('sha1');
    const tops = [...new Set(used)];
    for (const file of context.files) {
      const wanted = tops.some((top) => top === '' || file.path === top || file.path.startsWith(`${top}/`));
      if (!wanted || file.path === context.hiddenDockerfile) continue;
      const content =
        file.type === 'file' ? this.content(join(context.dir, file.path)) : (file.linkTarget ?? '');
      hash.update(`${file.path}\0${file.type}\0${file.mode & 0o7777}\0${content}\0`);
    }
    return hash.digest('hex');
  }

  /** The same over files of an image; undefined where something is not known by its content. */
  ofFiles(files: Vfs, used: readonly string[]): string | undefined {
    const hash = createHash('sha1');
    for (const top of new Set(used)) {
      const root = clean(top);
      for (const path of [root, ...files.below(root).sort()]) {
        const node = files.get(path);
        const content = node?.type === 'file' ? node.read?.() : (node?.linkTarget ?? '');
        if (!node || node.open || content === undefined) return undefined;
        // Of a program that a RUN makes only the header is foreseen.
        if (node.type === 'file' && content.length !== node.size) return undefined;
        hash
          .update(`${path}\0${node.type}\0${node.mode}\0${node.uid}:${node.gid}\0`)
          .update(content)
          .update('\0');
      }
    }
    return hash.digest('hex');
  }

  private content(path: string): string {
    try {
      const { size, mtimeMs } = statSync(path);
      const stamp = `${size} ${mtimeMs}`;
      if (size > HASH_LIMIT) return stamp;
      const known = this.known.get(path);
      if (known?.stamp === stamp) return known.hash;
      const hash = createHash('sha1').update(readFileSync(path)).digest('hex');
      this.known.set(path, { stamp, hash });
      return hash;
    } catch {
      return 'gone';
    }
  }
}
