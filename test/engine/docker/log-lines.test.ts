import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogLines } from '../../../src/engine/docker/log-lines.ts';

function all(pieces: Buffer[]): string[] {
  const lines = new LogLines();
  return [...pieces.flatMap((piece) => lines.push(piece)), ...lines.flush()];
}

it('keeps the last state of a line that a progress bar overwrote', () => {
  expect(all([Buffer.from('10%\r50%\r100%\r\nnext\r\n')])).toEqual(['100%', 'next']);
});

it('takes colours out, also when a piece ends within the sequence', () => {
  expect(all([Buffer.from('\u001b[3'), Buffer.from('1mred\u001b[0m\nrest')])).toEqual(['red', 'rest']);
});

it('says the same however the bytes are cut', () => {
  const text = 'first — ünï\n\u001b[1mbold\u001b[0m\n日本語 no end';
  const bytes = Buffer.from(text);
  const whole = all([bytes]);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      expect(all(at.slice(1).map((end, i) => bytes.subarray(at[i], end)))).toEqual(whole);
    }),
  );
});

it('does not hold back a line without end for ever', () => {
  const lines = new LogLines();
  expect(lines.push(Buffer.from('.'.repeat(20_000))).join('')).toHaveLength(20_000);
});
