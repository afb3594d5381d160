import type { Readable } from 'node:stream';

/** The end of a byte stream, at most `max` bytes. */
class Tail {
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly max: number) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    for (let first = this.chunks[0]; first && this.size - first.length >= this.max; first = this.chunks[0]) {
      this.chunks.shift();
      this.size -= first.length;
    }
  }

  bytes(): Buffer {
    const all = Buffer.concat(this.chunks);
    return all.subarray(Math.max(0, all.length - this.max));
  }
}

const HEADER = 8;

/**
 * stdout and stderr of a container, in the order in which they came, without the frames in which the engine
 * sends them (8 bytes: stream 0-2, three zeros, length), at most `max` bytes from the end. A stream without
 * frames (a TTY) passes as it is.
 */
export async function demuxTail(stream: Readable, max: number): Promise<string> {
  const tail = new Tail(max);
  let buffered: Buffer = Buffer.alloc(0);
  let framed: boolean | undefined;
  let wanted = 0;
  for await (const chunk of stream) {
    buffered = buffered.length > 0 ? Buffer.concat([buffered, chunk as Buffer]) : (chunk as Buffer);
    if (framed === undefined) {
      if (buffered.length < HEADER && !looksRaw(buffered)) continue;
      framed = !looksRaw(buffered);
    }
    if (!framed) {
      tail.push(buffered);
      buffered = Buffer.alloc(0);
      continue;
    }
    for (;;) {
      if (wanted === 0) {
        if (buffered.length < HEADER) break;
        wanted = buffered.readUInt32BE(4);
        buffered = buffered.subarray(HEADER);
        if (wanted === 0) continue;
      }
      if (buffered.length === 0) break;
      const piece = buffered.subarray(0, wanted);
      tail.push(Buffer.from(piece));
      wanted -= piece.length;
      buffered = buffered.subarray(piece.length);
    }
  }
  return tail.bytes().toString('utf8');
}

function looksRaw(head: Buffer): boolean {
  return (head[0] ?? 0) > 2 || [1, 2, 3].some((at) => (head[at] ?? 0) !== 0);
}
