/** A row of a graph: what ends at it, and what it takes. Names are those of stages. */
export interface LaneRow {
  /** The stage whose last row this is: from here on others can take files from it. */
  ends?: string;
  takes: readonly string[];
}

interface Lane {
  stage: string;
  /** Rows. */
  from: number;
  to: number;
  column: number;
}

/**
 * The lines that lead from the end of each stage to the steps that take files from it, as git draws branches:
 *
 *     ╭──── ✓ RUN npm run build
 *     │     ✓ FROM node:24-alpine
 *     ╰───▸ · COPY --from=builder /app/dist ./dist
 *
 * @returns a text for each row, all as wide, with a space at the end; empty texts where nothing is taken
 */
export function laneCells(rows: readonly LaneRow[]): string[] {
  const lanes = lanesOf(rows);
  const columns = Math.max(0, ...lanes.map(({ column }) => column + 1));
  if (columns === 0) return rows.map(() => '');
  return rows.map((_, row) => cellsOf(row, rows, lanes, columns));
}

/** One lane for each stage that something below takes from; the leftmost column that is free. */
function lanesOf(rows: readonly LaneRow[]): Lane[] {
  const lanes: Lane[] = [];
  rows.forEach(({ ends }, from) => {
    const to = ends === undefined ? -1 : rows.findLastIndex(({ takes }) => takes.includes(ends));
    if (ends === undefined || to <= from) return;
    const taken = new Set(lanes.filter((lane) => lane.to >= from).map(({ column }) => column));
    let column = 0;
    while (taken.has(column)) column += 1;
    lanes.push({ stage: ends, from, to, column });
  });
  return lanes;
}

function cellsOf(row: number, rows: readonly LaneRow[], lanes: readonly Lane[], columns: number): string {
  const takes = rows[row]?.takes ?? [];
  const joins = (lane: Lane) => lane.from < row && row <= lane.to && takes.includes(lane.stage);
  const begun = lanes.find(({ from }) => from === row);
  const taken = lanes.some(joins);
  /** From here to the right there is a line to this row's step. */
  const left = Math.min(...lanes.filter((lane) => lane === begun || joins(lane)).map(({ column }) => column));
  let text = '';
  for (let column = 0; column < columns; column += 1) {
    const lane = lanes.find((one) => one.column === column && one.from <= row && row <= one.to);
    text += signOf(row, lane, column > left, lane !== undefined && joins(lane));
    text += column >= left ? '─' : ' ';
  }
  return `${text}${Number.isFinite(left) ? (taken ? '▸' : '─') : ' '} `;
}

/** @param crossed a line from further left runs through here */
function signOf(row: number, lane: Lane | undefined, crossed: boolean, joins: boolean): string {
  if (!lane) return crossed ? '─' : ' ';
  if (lane.from === row) return crossed ? '┬' : '╭';
  if (joins && lane.to === row) return crossed ? '┴' : '╰';
  if (joins) return crossed ? '┼' : '├';
  return crossed ? '┼' : '│';
}
