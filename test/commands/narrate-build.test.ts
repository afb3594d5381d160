import { expect, it } from 'vitest';
import { buildNarrator } from '../../src/commands/narrate-build.ts';

function told(total: number, steps: number[]): string[] {
  const lines: string[] = [];
  const narrate = buildNarrator({ write: (text) => lines.push(text.trimEnd()) });
  for (const sent of steps) narrate('app', { type: 'context', sent, total });
  return lines;
}

it('a large context is told of while it is sent, in steps', () => {
  const chunks = Array.from({ length: 20_001 }, (_, index) => index * 100_000);
  const lines = told(2e9, chunks);
  expect(lines).toHaveLength(20);
  expect(lines[0]).toBe('app: sending context, 100 MB of 2.00 GB');
  expect(lines[9]).toBe('app: sending context, 1.00 GB of 2.00 GB');
  expect(lines.at(-1)).toBe('app: context sent, 2.00 GB');
});

it('of a small one only that it was sent, once', () => {
  expect(told(40_000, [0, 20_000, 40_000, 40_000])).toEqual(['app: context sent, 40.0 kB']);
});
