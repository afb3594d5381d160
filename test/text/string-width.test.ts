import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import columns from '../../src/text/string-width.ts';

describe('columns of a text', () => {
  it('are what string-width says, for every sign alone and between others', () => {
    const wrong: string[] = [];
    for (let code = 0; code < 0x3000; code++) {
      const sign = String.fromCodePoint(code);
      for (const text of [sign, `a${sign}b`, `\x1b[1;32m${sign}\x1b[0m`])
        if (columns(text) !== stringWidth(text)) wrong.push(`${code.toString(16)} ${JSON.stringify(text)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('are what string-width says, for texts of screens mixed with anything', () => {
    const screen = fc.constantFrom(
      '✓',
      '─',
      '•',
      'é',
      ' ',
      'x',
      '…',
      '\x1b[31m',
      '\x1b[0m',
      '⚠',
      '⚠️',
      '表',
      '1️⃣',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(screen, fc.string({ unit: 'grapheme' }))), (parts) => {
        const text = parts.join('');
        expect(columns(text)).toBe(stringWidth(text));
      }),
      { numRuns: 500 },
    );
  });
});
