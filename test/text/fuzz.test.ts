import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderMarkdown } from '../../src/text/markdown.ts';
import { sanitise, sanitiseLine } from '../../src/text/sanitise.ts';
import { columnsOf } from '../../src/text/width.ts';
import { fuzzRuns, fuzzTimeout, hostileText, UNPRINTABLE } from '../helpers/hostile.ts';

it('whatever a text holds, nothing of it commands a terminal', { timeout: fuzzTimeout(500) }, () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: 60 }), (text, max) => {
      const clean = sanitise(text);
      expect(clean).not.toMatch(UNPRINTABLE);
      expect(sanitise(clean)).toBe(clean);
      const line = sanitiseLine(text, max);
      expect(line).not.toMatch(UNPRINTABLE);
      expect(line).not.toContain('\n');
      expect(line.length).toBeLessThanOrEqual(max);
    }),
    { numRuns: fuzzRuns(500) },
  );
});

it('a lesson of whatever text is lines of our own styles alone, none too wide', {
  timeout: fuzzTimeout(150),
}, () => {
  fc.assert(
    fc.property(hostileText, hostileText, fc.integer({ min: 20, max: 100 }), (one, two, width) => {
      const text = `# ${one}\n\n${two}\n\n- ${one}\n`;
      for (const color of [true, false]) {
        for (const line of renderMarkdown(text, width, { color, ascii: false })) {
          // Colours, bold and such (SGR) are ours; no other sequence is.
          const bare = color ? line.replace(/\u001b\[[\d;]*m/g, '') : line;
          expect(bare).not.toMatch(UNPRINTABLE);
          expect(bare).not.toContain('\n');
          expect(columnsOf(stripVTControlCharacters(line))).toBeLessThanOrEqual(width);
        }
      }
    }),
    { numRuns: fuzzRuns(150) },
  );
});
