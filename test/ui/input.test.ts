import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { KeyReader } from '../../src/ui/input.ts';

function read(...chunks: string[]): string[] {
  const keys: string[] = [];
  const reader = new KeyReader((key) => keys.push(key));
  for (const chunk of chunks) reader.push(chunk);
  reader.reset();
  return keys;
}

describe('KeyReader', () => {
  it('names keys, in the sequences of several terminals', () => {
    expect(read('j', '\r', ' ', '\t', '\u007f', '\u0003')).toEqual([
      'j',
      'enter',
      'space',
      'tab',
      'backspace',
      'ctrl-c',
    ]);
    expect(read('\u001b[A\u001bOB\u001b[5~\u001b[1~\u001b[H\u001b[Z\u001bOP')).toEqual([
      'up',
      'down',
      'pgup',
      'home',
      'home',
      'shift-tab',
      'f1',
    ]);
  });

  it('puts a split sequence together', () => {
    expect(read('\u001b', '[', 'B')).toEqual(['down']);
    expect(read('\u001b[6', '~j')).toEqual(['pgdn', 'j']);
  });

  it('takes a lone escape for the key, after a moment', () => {
    vi.useFakeTimers();
    const keys: string[] = [];
    const reader = new KeyReader((key) => keys.push(key));
    reader.push('\u001b');
    expect(keys).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(keys).toEqual(['esc']);
    vi.useRealTimers();
  });

  it('drops modified function keys, which crash ink 6.8, and everything unknown', () => {
    expect(read('\u001b[1;5P', '\u001b[1;2Q', '\u001b[15~', '\u001b[<0;3;4M', '\u001ba', '\u001b[I')).toEqual(
      [],
    );
  });

  it('drops pastes, marked or not, also over several chunks', () => {
    expect(read('\u001b[200~q\ry\u001b[201~j')).toEqual(['j']);
    expect(read('\u001b[200~qqq', 'yyy\u001b[20', '1~k')).toEqual(['k']);
    expect(read('npm ci\rq')).toEqual([]);
  });

  it('lets a held key repeat, and fast fingers through', () => {
    expect(read('jjjjjjj')).toHaveLength(7);
    expect(read('jk\r')).toEqual(['j', 'k', 'enter']);
  });

  it('never throws and never answers with a control character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 6 }), (chunks) => {
        for (const key of read(...chunks)) expect(key).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 500 },
    );
  });
});
