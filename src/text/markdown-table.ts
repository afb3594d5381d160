import type { Tokens } from 'marked';
import type { Look, Painter } from './markdown-style.ts';
import { columnsOf, padEnd, padStart, wrap } from './width.ts';

const GAP = 2;

/** A table without a box: a bold head, a rule, cells wrapped so that the whole stays within `width`. */
export function tableLines(token: Tokens.Table, width: number, paint: Painter, { ascii }: Look): string[] {
  const head = token.header.map((cell) => paint.heading(paint.inline(cell.tokens), 2));
  const rows = token.rows.map((row) => row.map((cell) => paint.inline(cell.tokens)));
  const widths = columnWidths([head, ...rows], width);
  const line = (cells: string[]) => {
    const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? 1));
    const height = Math.max(...wrapped.map((cell) => cell.length));
    return Array.from({ length: height }, (_, row) =>
      wrapped
        .map((cell, column) =>
          (token.align[column] === 'right' ? padStart : padEnd)(cell[row] ?? '', widths[column] ?? 1, ascii),
        )
        .join(' '.repeat(GAP))
        .trimEnd(),
    );
  };
  const rule = widths.map((columns) => (ascii ? '-' : '─').repeat(columns)).join(' '.repeat(GAP));
  return [...line(head), paint.dim(rule), ...rows.flatMap(line)];
}

/** Natural widths where they fit; else the widest columns give way first, one column at a time. */
function columnWidths(rows: string[][], width: number): number[] {
  const count = rows[0]?.length ?? 0;
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(1, ...rows.map((row) => columnsOf(row[column] ?? ''))),
  );
  const room = Math.max(count, width - GAP * (count - 1));
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  for (; excess > 0; excess -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}
