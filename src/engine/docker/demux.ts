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

/** A piece of what a container wrote. */
export interface Frame {
  source: 'stdout' | 'stderr';
  data: Buffer;
}

/**
 * What a container wrote, in the order in which it came, without the frames in which the engine sends it
 * (8 bytes: stream 0-2, three zeros, length). A stream without frames (a TTY) passes as stdout.
 */
export async function* frames(stream: Readable): AsyncGenerator<Frame> {
  let buffered: Buffer = Buffer.alloc(0);
  let framed: boolean | undefined;
  let wanted = 0;
  let source: Frame['source'] = 'stdout';
  for await (const chunk of stream) {
    buffered = buffered.length > 0 ? Buffer.concat([buffered, chunk as Buffer]) : (chunk as Buffer);
    if (framed === undefined) {
      if (buffered.length < HEADER && !looksRaw(buffered)) continue;
      framed = !looksRaw(buffered);
    }
    if (!framed) {
      yield { source, data: buffered };
      buffered = Buffer.alloc(0);
      continue;
    }
    for (;;) {
      if (wanted === 0) {
        if (buffered.length < HEADER) break;
        source = buffered[0] === 2 ? 'stderr' : 'stdout';
        wanted = buffered.readUInt32BE(4);
        buffered = buffered.subarray(HEADER);
        if (wanted === 0) continue;
      }
      if (buffered.length === 0) break;
      const piece = buffered.subarray(0, wanted);
      yield { source, data: Buffer.from(piece) };
      wanted -= piece.length;
      buffered = buffered.subarray(piece.length);
    }
  }
}

/** stdout and stderr of a container together, at most `max` bytes from the end. */
export async function demuxTail(stream: Readable, max: number): Promise<string> {
  const tail = new Tail(max);
  for await (const { data } of frames(stream)) tail.push(data);
  return tail.bytes().toString('utf8');
}

function looksRaw(head: Buffer): boolean {
  return (head[0] ?? 0) > 2 || [1, 2, 3].some((at) => (head[at] ?? 0) !== 0);
}
