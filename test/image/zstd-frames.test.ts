import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inflater } from '../../src/image/inflate.ts';
import { ZstdFrames } from '../../src/image/zstd-frames.ts';

const packed = readFileSync(new URL('../fixtures/image/layer.tar.zst', import.meta.url));
const LIMIT = 1024 * 1024;

/** A frame of one raw block, with a window of 2^(10 + exponent) bytes. */
function frame(content: string, exponent: number): Buffer {
  const block = Buffer.alloc(3);
  block.writeUIntLE((content.length << 3) | 1, 0, 3);
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3]),
    block,
    Buffer.from(content),
  ]);
}

async function unpacked(...pieces: Buffer[]): Promise<string> {
  const out: Buffer[] = [];
  const inflate = inflater('zstd', (piece) => out.push(Buffer.from(piece)));
  for (const piece of pieces) await inflate.write(piece);
  await inflate.end();
  return Buffer.concat(out).toString();
}

describe('the frames of a zstd stream', () => {
  it('accepts what the zstd tool writes, in pieces of any size', () => {
    for (const size of [1, 7, packed.length]) {
      const frames = new ZstdFrames(8 * LIMIT);
      for (let at = 0; at < packed.length; at += size) frames.check(packed.subarray(at, at + size));
      expect(() => frames.end()).not.toThrow();
    }
  });

  it('follows several frames and skippable ones', async () => {
    const skippable = Buffer.from([0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    expect(await unpacked(Buffer.concat([frame('one ', 0), skippable, frame('two', 2)]))).toBe('one two');
  });

  it('refuses a window beyond the limit in whichever frame', () => {
    expect(() => new ZstdFrames(LIMIT).check(frame('x', 11))).toThrow(/window of 2097152 bytes/);
    expect(() => new ZstdFrames(LIMIT).check(Buffer.concat([frame('x', 0), frame('x', 21)]))).toThrow(
      /window/,
    );
    const single = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(() => new ZstdFrames(LIMIT).check(single)).toThrow(/window of 4294967296 bytes/);
  });

  it('says when the data breaks off or is none', async () => {
    await expect(unpacked(packed.subarray(0, 100))).rejects.toThrow(/breaks off|EOF/);
    await expect(unpacked(frame('one', 0), Buffer.from('garbage'))).rejects.toThrow(/damaged frame/);
  });
});
