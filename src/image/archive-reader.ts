import { type Blob, BlobReader, type BombLimit } from './blob-reader.ts';
import { type LayerContent, LayerReader, type LayerVisitor } from './layer-reader.ts';
import type { ArchiveView } from './manifest.ts';
import { type Complaint, type ContentSink, TarWalker } from './tar.ts';
import { absolutePath } from './tar-path.ts';
import type { FileEntry } from './types.ts';

/** Entries of all layers together; beyond it memory would grow without an image to show for it. */
export const MAX_ENTRIES = 1_000_000;
/** All JSON of an archive together, bytes. */
const MAX_JSON_TOTAL = 64 * 1024 * 1024;

/**
 * Takes an archive (docker save or OCI) as pieces of its tar and walks every layer as it goes by, whatever
 * the order: what belongs to which image is known only at the end.
 */
export class ArchiveReader implements ArchiveView {
  #walker: TarWalker;
  #blobs = new Map<string, Blob>();
  #aliases = new Map<string, string>();
  #pending: Promise<void>[] = [];
  #entries = 0;
  #jsonBytes = 0;

  constructor(
    private readonly visitor: LayerVisitor | undefined,
    private readonly complain: Complaint,
    private readonly bomb?: BombLimit,
  ) {
    this.#walker = new TarWalker((entry) => this.#open(entry), complain);
  }

  /** Takes a piece; wait for the promise, if there is one, before giving more. */
  write(piece: Buffer): Promise<void> | undefined {
    this.#walker.write(piece);
    return this.#settle();
  }

  async end(): Promise<void> {
    this.#walker.end();
    await this.#settle();
  }

  has(name: string): boolean {
    return this.#blob(name) !== undefined;
  }

  json(name: string): unknown {
    const blob = this.#blob(name);
    if (blob?.kind !== 'json') return undefined;
    try {
      return JSON.parse(blob.bytes.toString('utf8'));
    } catch (error) {
      throw this.complain(`a ${name} that is no JSON (${(error as Error).message})`);
    }
  }

  /** `sha256:…` of a JSON blob's bytes. */
  jsonDigest(name: string): string {
    const blob = this.#blob(name);
    return blob?.kind === 'json' ? blob.digest : '';
  }

  /** A layer's content and the name under which the visitor saw it. */
  layer(name: string): { name: string; layer: LayerContent } {
    const real = this.#real(name);
    const blob = this.#blobs.get(real);
    if (blob?.kind !== 'layer') throw this.complain(`no layer ${name}, which its manifest names`);
    return { name: real, layer: blob.layer };
  }

  #settle(): Promise<void> | undefined {
    if (this.#pending.length === 0) return undefined;
    const work = this.#pending;
    this.#pending = [];
    return Promise.all(work).then(() => undefined);
  }

  #real(name: string): string {
    const key = absolutePath(name);
    return this.#aliases.get(key) ?? key;
  }

  #blob(name: string): Blob | undefined {
    return this.#blobs.get(this.#real(name));
  }

  #open(entry: FileEntry): ContentSink | undefined {
    const name = entry.path;
    // docker save writes a layer that occurs twice once, and a link for the second
    if (entry.linkTarget !== undefined) {
      const folder = name.slice(0, name.lastIndexOf('/'));
      const base = entry.linkTarget.startsWith('/') ? '' : `${folder}/`;
      this.#aliases.set(name, absolutePath(`${base}${entry.linkTarget}`));
    }
    if (entry.type !== 'file') return undefined;
    if (entry.size === 0) return undefined;
    const digest = /^\/blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1];
    return new BlobReader(
      {
        openLayer: () => new LayerReader(name, this.visitor, () => this.#count(), this.complain),
        pending: (work) => {
          // whoever fails first ends the reading: nobody may be left to hear of the others
          work.catch(() => {});
          this.#pending.push(work);
        },
        done: (blob) => this.#done(name, blob),
        bomb: this.bomb,
      },
      this.complain,
      digest,
    );
  }

  #count(): void {
    if (++this.#entries > MAX_ENTRIES) throw this.complain(`more than ${MAX_ENTRIES} files`);
  }

  #done(name: string, blob: Blob): void {
    if (blob.kind === 'json') {
      this.#jsonBytes += blob.bytes.length;
      if (this.#jsonBytes > MAX_JSON_TOTAL) throw this.complain('an absurd amount of JSON');
    }
    this.#blobs.set(name, blob);
  }
}
