import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { renderMarkdown } from '../../src/text/markdown.ts';
import { columnsOf } from '../../src/text/width.ts';

const plain = { color: false, ascii: false };
const colored = { color: true, ascii: false };
const render = (text: string, width = 40) => renderMarkdown(text, width, plain);

describe('renderMarkdown', () => {
  it('wraps paragraphs at words and joins soft breaks', () => {
    expect(render('one two three\nfour five six', 14)).toEqual(['one two three', 'four five six']);
    expect(render('one two\nthree', 40)).toEqual(['one two three']);
    expect(render('one  \ntwo', 40)).toEqual(['one', 'two']);
  });

  it('hangs list items under their text, nested and numbered ones too', () => {
    const text = '- alpha beta gamma delta\n  - inner words that wrap\n\n9. nine\n10. ten';
    expect(render(text, 18)).toEqual([
      '• alpha beta gamma',
      '  delta',
      '  • inner words',
      '    that wrap',
      '',
      ' 9. nine',
      '10. ten',
    ]);
  });

  it('shows a task box once, and marks inside list items', () => {
    expect(render('- [x] a **b** `c:d`\n- [ ] open')).toEqual(['• [x] a b `c:d`', '• [ ] open']);
  });

  it('keeps code as it is and wraps what is too long for the line', () => {
    expect(render('```dockerfile\nFROM node:24 AS builder\n\nRUN  npm ci\n```', 20)).toEqual([
      '  FROM node:24 AS ',
      '    builder',
      '  ',
      '  RUN  npm ci',
    ]);
  });

  it('cuts a drawing that is too wide, so that its rows stay rows', () => {
    const lines = render('```\n┌────────────────┐\n│ builder        │\n└────────────────┘\n```', 14);
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => columnsOf(line) <= 14)).toBe(true);
    expect(lines[1]).toBe('  │ builder  …');
  });

  it('lays tables out within the width, aligned and wrapped', () => {
    const text =
      '| what | size |\n|---|--:|\n| the builder stage with everything | 1.12 GB |\n| `x:1` | 148 MB |';
    expect(render(text, 26)).toEqual([
      'what                  size',
      '─────────────────  ───────',
      'the builder stage  1.12 GB',
      'with everything',
      '`x:1`               148 MB',
    ]);
  });

  it('quotes with a bar and unescapes entities', () => {
    expect(render('> a &amp; b < c')).toEqual(['│ a & b < c']);
  });

  it('says where a link goes', () => {
    expect(render('see [the docs](https://docs.docker.com/x) and <https://a.b>', 80)).toEqual([
      'see the docs (https://docs.docker.com/x) and https://a.b',
    ]);
  });

  it('keeps a placeholder in angle brackets and drops comments', () => {
    expect(render('run <image> now\n\n<!-- for authors -->')).toEqual(['run <image> now']);
  });

  it('prints nothing to the console about an unknown fence language', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(renderMarkdown('```klingon\nx: y\n```', 40, colored)).toEqual(['  x: y']);
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });

  it('lets no escape sequence of a lesson through', () => {
    const lines = renderMarkdown(
      'a\u001b[2Jb `c\u001b]0;title\u0007d`\n\n```sh\n\u001b[31mred\n```',
      40,
      colored,
    );
    expect(lines.map(stripVTControlCharacters)).toEqual(['ab cd', '', '  red']);
    expect(lines.join('')).not.toMatch(/\u001b\[2J|\u001b\]|\u001b\[31m/);
  });

  it('writes no escape sequence without colour and nothing but ASCII when asked', () => {
    const text = readFileSync(
      fileURLToPath(new URL('../fixtures/lesson/every-block.md', import.meta.url)),
      'utf8',
    );
    for (const width of [24, 60, 120]) {
      expect(renderMarkdown(text, width, plain).join('\n')).not.toContain('\u001b');
      const ascii = renderMarkdown(text, width, { color: false, ascii: true }).join('\n');
      expect(ascii.replace(/[ -~\n]/g, '')).toBe('');
    }
  });

  it('never exceeds the width and never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: 'grapheme' }),
        fc.integer({ min: 8, max: 60 }),
        (text, width) => {
          const lines = renderMarkdown(text, width, colored);
          expect(lines.every((line) => columnsOf(line) <= width)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
