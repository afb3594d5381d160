import { createHash } from 'node:crypto';
import { type Complaint, type ContentSink, TarWalker } from './tar.ts';
import type { FileEntry, KeepContent, LayerEntry } from './types.ts';

/** What one layer's tar holds. */
export interface LayerContent {
  entries: LayerEntry[];
  /** Sum of its files' sizes, bytes. */
  size: number;
  /** `sha256:…` of the uncompressed tar. */
  diffId: string;
}

/** Looks at the entries of every layer while they go by. */
export interface LayerVisitor {
  /** How many bytes of a file's content it wants. */
  keep: KeepContent;
  /**
   * @param blob names the layer's blob: compare with `SavedImage.blobs`
   * @param content the wanted bytes; undefined when none were wanted
   */
  visit(blob: string, entry: LayerEntry, content: Buffer | undefined): void;
}

const OPAQUE = '.wh..wh..opq';

/** Reads one layer from pieces of its uncompressed tar. */
export class LayerReader {
  #hash = createHash('sha256');
  #entries: LayerEntry[] = [];
  #size = 0;
  #walker: TarWalker;

  constructor(
    private readonly blob: string,
    private readonly visitor: LayerVisitor | undefined,
    private readonly onEntry: () => void,
    complain: Complaint,
  ) {
    this.#walker = new TarWalker((entry) => this.#take(entry), complain);
  }

  write(piece: Buffer): void {
    this.#hash.update(piece);
    this.#walker.write(piece);
  }

  end(): LayerContent {
    this.#walker.end();
    return { entries: this.#entries, size: this.#size, diffId: `sha256:${this.#hash.digest('hex')}` };
  }

  #take(file: FileEntry): ContentSink | undefined {
    const entry = layerEntry(file);
    if (!entry) return undefined;
    this.onEntry();
    this.#entries.push(entry);
    this.#size += entry.size;
    if (!this.visitor) return undefined;
    const wanted = entry.type === 'file' && !entry.whiteout ? this.visitor.keep(entry) : 0;
    if (!(wanted > 0)) {
      this.visitor.visit(this.blob, entry, undefined);
      return undefined;
    }
    return this.#collect(entry, Math.min(wanted, entry.size), this.visitor);
  }

  #collect(entry: LayerEntry, wanted: number, visitor: LayerVisitor): ContentSink {
    const pieces: Buffer[] = [];
    let left = wanted;
    return {
      data: (piece) => {
        if (left <= 0) return;
        pieces.push(piece.subarray(0, left));
        left -= piece.length;
      },
      // the usual small file lies in one piece and is not copied
      end: () =>
        visitor.visit(this.blob, entry, pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)),
    };
  }
}

/** A tar entry as a layer means it: whiteouts resolved to the path they remove; aufs's own files dropped. */
function layerEntry(file: FileEntry): LayerEntry | undefined {
  const slash = file.path.lastIndexOf('/');
  const name = file.path.slice(slash + 1);
  if (file.path === '/') return undefined;
  if (!name.startsWith('.wh.')) return file;
  const folder = file.path.slice(0, slash);
  if (name === OPAQUE) return { ...file, path: folder || '/', size: 0, whiteout: 'opaque' };
  if (name.startsWith('.wh..wh.') || name === '.wh.') return undefined;
  return { ...file, path: `${folder}/${name.slice(4)}`, size: 0, whiteout: 'path' };
}
