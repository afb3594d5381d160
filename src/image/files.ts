import { safeName } from './tar-path.ts';
import type { FileEntry, ImageFiles, KeepContent } from './types.ts';

/** As Linux: more links on the way than this are a loop (ELOOP). */
const MAX_LINKS = 40;
/** All kept content together; a file beyond it is listed without its content. */
const MAX_KEPT = 64 * 1024 * 1024;

/** Keeps at most `bytes` of each of the named files; links on the way to them are followed. */
export function keepPaths(paths: readonly string[], bytes = Number.POSITIVE_INFINITY): KeepContent {
  const wanted = new Set(paths);
  const keep: KeepContent = (entry) => (wanted.has(entry.path) ? bytes : 0);
  keep.paths = [...wanted];
  return keep;
}

/**
 * A known set of files as `ImageFiles`.
 *
 * @param content what is kept, by path of the file itself (no link)
 * @param complete false when absence of a path proves nothing
 */
export function imageFiles(
  entries: ReadonlyMap<string, FileEntry>,
  content: ReadonlyMap<string, Buffer>,
  complete = true,
): ImageFiles {
  const resolve = (path: string) => follow(entries, path);
  return {
    entries,
    complete,
    resolve,
    content(path) {
      const entry = resolve(path);
      return entry && content.get(entry.path);
    },
  };
}

/** The entry at a path with all symbolic and hard links followed inside the image, as the kernel would. */
function follow(entries: ReadonlyMap<string, FileEntry>, path: string): FileEntry | undefined {
  let links = 0;
  const todo = path.split('/').reverse();
  let here: string[] = [];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      here.pop();
      continue;
    }
    here.push(safeName(name));
    const entry = entries.get(`/${here.join('/')}`);
    // a folder that the archive does not list is there all the same when it lists something inside
    if (entry?.linkTarget === undefined) continue;
    if (++links > MAX_LINKS) return undefined;
    here = entry.linkTarget.startsWith('/') ? [] : here.slice(0, -1);
    todo.push(...entry.linkTarget.split('/').reverse());
  }
  return entries.get(`/${here.join('/')}`);
}

/** Gathers `ImageFiles` while an archive is walked. */
export class ImageFilesCollector {
  #entries = new Map<string, FileEntry>();
  #content = new Map<string, Buffer>();
  #kept = 0;

  constructor(private readonly keep: KeepContent) {}

  /** Notes an entry; returns who takes its content, if it is wanted. */
  take(entry: FileEntry): { data(piece: Buffer): void; end(): void } | undefined {
    // a later entry of the same path replaces the earlier, as when it is unpacked
    this.#entries.set(entry.path, entry);
    this.#content.delete(entry.path);
    if (entry.type !== 'file') return undefined;
    let wanted = Math.min(this.keep(entry), entry.size, MAX_KEPT - this.#kept);
    if (!(wanted > 0)) {
      if (entry.size === 0) this.#content.set(entry.path, Buffer.alloc(0));
      return undefined;
    }
    this.#kept += wanted;
    const pieces: Buffer[] = [];
    return {
      data: (piece) => {
        if (wanted <= 0) return;
        // copied: a piece is a view of a whole chunk and would keep it alive
        pieces.push(Buffer.from(piece.subarray(0, wanted)));
        wanted -= piece.length;
      },
      end: () => this.#content.set(entry.path, Buffer.concat(pieces)),
    };
  }

  /** Wanted paths that are links to files whose content was not kept: the file's path -> bytes wanted. */
  missed(): Map<string, number> {
    const files = this.files();
    const missed = new Map<string, number>();
    for (const path of this.keep.paths ?? []) {
      const entry = files.resolve(path);
      if (entry?.type !== 'file' || this.#content.has(entry.path)) continue;
      const wanted = this.keep({ ...entry, path });
      if (wanted > 0) missed.set(entry.path, wanted);
    }
    return missed;
  }

  files(): ImageFiles {
    return imageFiles(this.#entries, this.#content);
  }
}
