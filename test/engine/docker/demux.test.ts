import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { demuxTail } from '../../../src/engine/docker/demux.ts';

function frame(stream: number, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

it('joins both streams in their order', async () => {
  const stream = Readable.from([Buffer.concat([frame(1, 'out\n'), frame(2, 'err\n'), frame(1, '')])]);
  expect(await demuxTail(stream, 100)).toBe('out\nerr\n');
});

it('does not care how the frames are cut', async () => {
  const bytes = Buffer.concat([frame(1, 'hello '), frame(2, 'wörld'), frame(1, '!'.repeat(300))]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const pieces = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
      expect(await demuxTail(Readable.from(pieces), 1000)).toBe(`hello wörld${'!'.repeat(300)}`);
    }),
  );
});

it('keeps the end, no more than asked', async () => {
  const frames = Array.from({ length: 100 }, (_, i) => frame(1, `line ${i}\n`));
  expect(await demuxTail(Readable.from(frames), 8)).toBe('line 99\n');
});

it('passes what has no frames (a terminal)', async () => {
  expect(await demuxTail(Readable.from([Buffer.from('plain'), Buffer.from(' text')]), 100)).toBe(
    'plain text',
  );
});

it('is empty for an empty stream', async () => {
  expect(await demuxTail(Readable.from([]), 100)).toBe('');
});
