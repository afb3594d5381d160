import { expect, it } from 'vitest';
import { laneCells } from '../../src/ui/graph-lanes.ts';

it('leads from the end of each stage to the steps that take from it, and crosses others where it must', () => {
  const rows = [
    { takes: [], text: 'FROM node' },
    { takes: [], ends: 'base', text: 'WORKDIR' },
    { takes: ['base'], text: 'FROM base' },
    { takes: [], ends: 'deps', text: 'RUN npm ci' },
    { takes: ['base'], ends: 'builder', text: '4 steps' },
    { takes: ['base'], text: 'FROM base' },
    { takes: ['deps'], text: 'COPY --from=deps' },
    { takes: ['deps', 'builder'], text: 'RUN --mount' },
  ];
  expect(laneCells(rows).map((cell, row) => `${cell}${rows[row]?.text}`)).toEqual([
    '        FROM node',
    '╭────── WORKDIR',
    '├─────▸ FROM base',
    '│ ╭──── RUN npm ci',
    '├─┼─┬─▸ 4 steps',
    '╰─┼─┼─▸ FROM base',
    '  ├─┼─▸ COPY --from=deps',
    '  ╰─┴─▸ RUN --mount',
  ]);
});

it('takes no room where no stage takes from another', () => {
  expect(laneCells([{ takes: [], ends: 'only' }])).toEqual(['']);
});
