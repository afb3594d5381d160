import { describe, expect, it } from 'vitest';
import { diffFile } from '../../src/text/diff.ts';

describe('how a file differs', () => {
  it('names every line with its place in the second text, three lines around it', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n');
    const after = before.replace('line 2\n', '').replace('line 19', 'other');
    const { lines, added, removed, type } = diffFile('Dockerfile', before, after);
    expect([type, added, removed]).toEqual(['changed', 1, 2]);
    expect(lines.filter(({ sign }) => sign !== ' ')).toEqual([
      { sign: '-', text: 'line 2', line: 2 },
      { sign: '@', text: '', line: 15 },
      { sign: '-', text: 'line 19', line: 18 },
      { sign: '+', text: 'other', line: 18 },
    ]);
    expect(lines).toHaveLength(4 + 4 + 4);
  });

  it('tells a file that came, one that went, and one that is the same', () => {
    expect(diffFile('a', undefined, 'x\n')).toMatchObject({ type: 'added', added: 1, removed: 0 });
    expect(diffFile('a', 'x\n', undefined)).toMatchObject({ type: 'gone', added: 0, removed: 1 });
    expect(diffFile('a', 'x\n', 'x\n')).toMatchObject({ type: 'same', lines: [] });
  });

  it('shows no line of what is no text, and lets no text steer the terminal', () => {
    expect(diffFile('a', 'x\u0000', 'y').lines).toEqual([]);
    expect(diffFile('a', '', 'a\u001b[2Jb\n').lines).toEqual([{ sign: '+', text: 'ab', line: 1 }]);
  });
});
