import * as ansi from '@alcalzone/ansi-tokenize';
import fc from 'fast-check';
import sliceAnsi from 'slice-ansi';
import { expect, it } from 'vitest';
import { styledCharsFromTokens, styledCharsToString, tokenize } from '../../src/text/ansi-tokenize.ts';
import slice from '../../src/text/slice-ansi.ts';

const part = fc.oneof(
  fc.constantFrom('✓', '─', 'é', ' ', 'x', '…', '表', '⚠️', '\x1b[31m', '\x1b[1;32m', '\x1b[39m', '\x1b[0m'),
  fc.constantFrom('\x1b]8;;https://a.example\x07', '\x1b]8;;\x07'),
  fc.string({ unit: 'grapheme' }),
);
const text = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));

it('lines are taken apart and put together as the package does, the second time too', () => {
  fc.assert(
    fc.property(text, (line) => {
      const chars = ansi.styledCharsFromTokens(ansi.tokenize(line));
      for (const _ of [1, 2]) {
        const mine = styledCharsFromTokens(tokenize(line));
        expect(mine).toEqual(chars);
        expect(styledCharsToString(mine)).toBe(ansi.styledCharsToString(chars));
        expect(mine).toEqual(chars);
      }
    }),
    { numRuns: 500 },
  );
});

it('a line that was forgotten meanwhile is taken apart as before', () => {
  const first = tokenize('\x1b[31mfirst');
  for (let line = 0; line < 1000; line += 1) tokenize(`line ${line}`);
  expect(tokenize('\x1b[31mfirst')).not.toBe(first);
  expect(tokenize('\x1b[31mfirst')).toEqual(first);
});

it('lines are cut as slice-ansi cuts them', () => {
  fc.assert(
    fc.property(text, fc.nat(20), fc.option(fc.nat(30), { nil: undefined }), (line, start, end) => {
      expect(slice(line, start, end)).toBe(sliceAnsi(line, start, end));
    }),
    { numRuns: 500 },
  );
});
