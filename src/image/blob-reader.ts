import { createHash, type Hash } from 'node:crypto';
import { type Compression, compressionOf, type Inflater, inflater } from './inflate.ts';
import type { LayerContent, LayerReader } from './layer-reader.ts';
import type { Complaint, ContentSink } from './tar.ts';
import { BLOCK, decodeHeader, isZeroBlock } from './tar-header.ts';

/** JSON larger than this is none that describes an image (an attached SBOM, say); it is not kept. */
const MAX_JSON = 8 * 1024 * 1024;
/** A compressed layer that grows beyond both is a bomb. */
export interface BombLimit {
  bytes: number;
  /** Unpacked bytes for each packed one. */
  ratio: number;
}
const BOMB: BombLimit = { bytes: 8 * 1024 ** 3, ratio: 200 };

/** What a blob of an archive turned out to be. */
export type Blob =
  | { kind: 'layer'; layer: LayerContent; compression?: Compression }
  | { kind: 'json'; bytes: Buffer; digest: string }
  | { kind: 'other' };

export interface BlobEvents {
  openLayer(): LayerReader;
  /** Work that must be waited for before more is read. */
  pending(work: Promise<void>): void;
  done(blob: Blob): void;
  bomb?: BombLimit | undefined;
}

/**
 * Finds out from a blob's first bytes what it is, and reads it accordingly: names and media types are not
 * to be had at that point (the manifest may come last), and old formats have none.
 */
export class BlobReader implements ContentSink {
  #head: Buffer[] = [];
  #headBytes = 0;
  #sink: ContentSink | undefined;

  /** @param digest the hex sha256 that the content must have, where its name says it */
  constructor(
    private readonly events: BlobEvents,
    private readonly complain: Complaint,
    private readonly digest: string | undefined,
  ) {}

  data(piece: Buffer): void {
    if (this.#sink) {
      this.#sink.data(piece);
      return;
    }
    this.#head.push(piece);
    this.#headBytes += piece.length;
    if (this.#headBytes >= BLOCK) this.#decide();
  }

  end(): void {
    if (!this.#sink) this.#decide();
    this.#sink?.end();
  }

  #decide(): void {
    const head = this.#head.length === 1 ? (this.#head[0] as Buffer) : Buffer.concat(this.#head);
    this.#head = [];
    this.#sink = this.#sinkFor(head);
    this.#sink.data(head);
  }

  #sinkFor(head: Buffer): ContentSink {
    const compression = compressionOf(head);
    if (compression) return new CompressedLayer(compression, this.events, this.complain, this.digest);
    if (looksLikeTar(head)) return this.#plainLayer();
    if (/^\s*[{[]/.test(head.toString('latin1', 0, 16)))
      return new Json(this.events, this.complain, this.digest);
    return { data() {}, end: () => this.events.done({ kind: 'other' }) };
  }

  #plainLayer(): ContentSink {
    const reader = this.events.openLayer();
    return {
      data: (piece) => reader.write(piece),
      end: () => {
        const layer = reader.end();
        if (this.digest && layer.diffId !== `sha256:${this.digest}`)
          throw wrongDigest(this.complain, this.digest);
        this.events.done({ kind: 'layer', layer });
      },
    };
  }
}

function wrongDigest(complain: Complaint, digest: string) {
  return complain(`a blob whose content is not what its digest says (sha256:${digest.slice(0, 12)}…)`);
}

function looksLikeTar(head: Buffer): boolean {
  if (head.length < BLOCK) return false;
  if (isZeroBlock(head, 0)) return true;
  try {
    decodeHeader(head, 0);
    return true;
  } catch {
    return head.toString('latin1', 257, 262) === 'ustar';
  }
}

class Json implements ContentSink {
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly events: BlobEvents,
    private readonly complain: Complaint,
    private readonly digest: string | undefined,
  ) {}

  data(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes <= MAX_JSON) this.#pieces.push(Buffer.from(piece));
    else this.#pieces = [];
  }

  end(): void {
    if (this.#bytes > MAX_JSON) {
      this.events.done({ kind: 'other' });
      return;
    }
    const bytes = Buffer.concat(this.#pieces);
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (this.digest && digest !== this.digest) throw wrongDigest(this.complain, this.digest);
    this.events.done({ kind: 'json', bytes, digest: `sha256:${digest}` });
  }
}

class CompressedLayer implements ContentSink {
  #packed = 0;
  #unpacked = 0;
  #hash: Hash | undefined;
  #reader: LayerReader;
  #inflater: Inflater;

  constructor(
    private readonly compression: Compression,
    private readonly events: BlobEvents,
    private readonly complain: Complaint,
    private readonly digest: string | undefined,
  ) {
    if (digest) this.#hash = createHash('sha256');
    this.#reader = events.openLayer();
    this.#inflater = inflater(compression, (piece) => this.#plain(piece));
  }

  data(piece: Buffer): void {
    this.#packed += piece.length;
    this.#hash?.update(piece);
    this.events.pending(this.#guard(this.#inflater.write(piece)));
  }

  end(): void {
    this.events.pending(this.#finish());
  }

  #plain(piece: Buffer): void {
    this.#unpacked += piece.length;
    const { bytes, ratio } = this.events.bomb ?? BOMB;
    if (this.#unpacked > bytes && this.#unpacked > this.#packed * ratio) {
      throw this.complain('a compressed layer that unpacks to an absurd size');
    }
    this.#reader.write(piece);
  }

  async #finish(): Promise<void> {
    await this.#guard(this.#inflater.end());
    if (this.#hash && this.#hash.digest('hex') !== this.digest)
      throw wrongDigest(this.complain, this.digest ?? '');
    this.events.done({ kind: 'layer', layer: this.#reader.end(), compression: this.compression });
  }

  /** What the decompressor itself says is a damaged archive; our own errors pass. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#inflater.destroy();
      if (error instanceof Error && 'tryNext' in error) throw error;
      throw this.complain(`a layer whose ${this.compression} data is damaged (${(error as Error).message})`);
    }
  }
}
