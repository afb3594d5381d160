import { gzipSync } from 'node:zlib';

/**
 * Compresses each chunk as a gzip member of its own (RFC 1952, 2.2: a file is a series of members).
 * Runs of the same chunk, as padding has them, are compressed once.
 */
export async function* gzipMembers(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last: Buffer | undefined;
  let member = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (last === undefined || !chunk.equals(last)) member = gzipSync(chunk, { level: 9 });
    last = chunk;
    yield member;
  }
}
