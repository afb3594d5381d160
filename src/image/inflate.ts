import type { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { ZstdFrames } from './zstd-frames.ts';

export type Compression = 'gzip' | 'zstd';

/** Takes compressed pieces; hands the plain ones on as they come, with memory of one piece and one window. */
export interface Inflater {
  /** Resolves when the piece is worked off: wait for it before giving more. */
  write(piece: Buffer): Promise<void>;
  /** Resolves when all is handed on; rejects when the data breaks off. */
  end(): Promise<void>;
  destroy(): void;
}

/** How a blob is compressed, by its first bytes. */
export function compressionOf(head: Buffer): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  return undefined;
}

/** Larger windows are refused, as the zstd tool does by default (`--long` needs a flag there, too). */
const MAX_ZSTD_WINDOW = 128 * 1024 * 1024;

export function inflater(compression: Compression, consume: (piece: Buffer) => void): Inflater {
  if (compression === 'gzip')
    return new StreamInflater(zlib.createGunzip({ chunkSize: 256 * 1024 }), consume);
  // Node has its own from 22.15 on
  const create = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
  return create ? new StreamInflater(create(), consume) : new ZstdInflater(consume);
}

class StreamInflater implements Inflater {
  /** Rejects with what went wrong: a stream that fails while it works never calls back. */
  #failed: Promise<never>;

  constructor(
    private readonly transform: Transform,
    consume: (piece: Buffer) => void,
  ) {
    this.#failed = new Promise((_, reject) => {
      transform.once('error', reject);
      transform.once('close', () => reject(new Error('closed before its end')));
    });
    this.#failed.catch(() => {});
    transform.on('data', (piece: Buffer) => {
      try {
        consume(piece);
      } catch (error) {
        transform.destroy(error as Error);
      }
    });
  }

  write(piece: Buffer): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.transform.write(piece, (error) => (error ? reject(error) : resolve()));
    });
    written.catch(() => {});
    // the failure itself first: a destroyed stream answers a write with an error of its own
    return Promise.race([this.#failed, written]);
  }

  async end(): Promise<void> {
    this.transform.end();
    await finished(this.transform);
  }

  destroy(): void {
    this.transform.destroy();
  }
}

class ZstdInflater implements Inflater {
  #frames = new ZstdFrames(MAX_ZSTD_WINDOW);
  #inflate: Decompress;

  constructor(consume: (piece: Buffer) => void) {
    this.#inflate = new Decompress((piece) =>
      consume(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)),
    );
  }

  async write(piece: Buffer): Promise<void> {
    this.#frames.check(piece);
    this.#inflate.push(piece);
  }

  async end(): Promise<void> {
    this.#frames.end();
    this.#inflate.push(new Uint8Array(0), true);
  }

  destroy(): void {}
}
