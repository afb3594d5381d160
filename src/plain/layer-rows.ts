import type { PathDifference } from '../image/compare.ts';
import type { LayerDifference } from '../image/compare-layers.ts';
import type { LayerLine } from '../image/layer-lines.ts';
import { madeByLine } from '../image/made-by.ts';
import type { LayerChange } from '../image/tree.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { formatBytes } from '../text/units.ts';
import { columnsOf, cut, padEnd, padStart } from '../text/width.ts';
import { words } from '../text/words.ts';
import { type Pen, paint } from './paint.ts';
import { spokenDifference, spokenLayer, spokenPath } from './spoken-rows.ts';

/** Columns of a size, such as `1017 kB`. */
export const SIZE = 8;
const LINE = 6;

/** A bar of at most `width` columns; whatever is more than nothing shows. */
export function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return full > 0 ? '█'.repeat(Math.min(full, width)) : share > 0 ? '▏' : '';
}

/** A bar in its column. */
export function barCell(share: number, width: number, pen: Pen): string {
  if (pen.spoken) return '';
  const filled = bar(share, width);
  return paint(pen, 'cyan', filled) + ' '.repeat(Math.max(0, width - columnsOf(filled)));
}

const barWidth = (pen: Pen): number => Math.max(6, Math.floor(pen.width / 6));
/** The column of the Dockerfile's lines at the right end, where any is known. */
const withLine = (text: string, line: string, pen: Pen, known: boolean): string =>
  known ? `${padEnd(text, pen.width - LINE, pen.ascii)}${padStart(line, LINE)}` : text;

/** The head of a table of layers. */
export function layerHead(pen: Pen, known: boolean): string {
  if (pen.spoken) return '';
  const text = `${padStart('layer', 5)} ${padStart('size', SIZE)}  ${' '.repeat(barWidth(pen))}  ${words.image.madeBy}`;
  return paint(pen, 'dim', withLine(text, words.image.lineHead, pen, known));
}

/** A layer in one line of the pen's width: its number, size, a bar, what made it, and the line to blame. */
export function layerRow(
  layer: { index: number; size: number; createdBy: string },
  line: LayerLine | undefined,
  largest: number,
  pen: Pen,
  known: boolean,
): string {
  const made = sanitiseLine(madeByLine(layer.createdBy));
  // the Dockerfile's own words say more than what builders leave in the history: COPY --from=deps
  const what =
    line?.base === undefined ? (line?.text ?? made) : paint(pen, 'dim', `${words.image.base}  ${made}`);
  if (pen.spoken) return spokenLayer(layer, line, made);
  const text = `${padStart(`${layer.index + 1}`, 5)} ${padStart(formatBytes(layer.size), SIZE)}  ${barCell(layer.size / Math.max(1, largest), barWidth(pen), pen)}  ${what}`;
  return withLine(text, line ? String(line.line) : '', pen, known);
}

const MARKS: Record<LayerDifference['type'], string> = { same: '=', changed: '~', gone: '-', new: '+' };

/** The head of a table of differences. */
export function differenceHead(pen: Pen, known: boolean): string {
  if (pen.spoken) return '';
  const cells = ['before', 'after', 'change'].map((name) => padStart(name, SIZE));
  return paint(
    pen,
    'dim',
    withLine(`  ${cells.join('  ')}  ${words.image.madeBy}`, words.image.lineHead, pen, known),
  );
}

/** What happened to a layer, in one line of the pen's width. */
export function differenceRow(layer: LayerDifference, pen: Pen, known: boolean): string {
  if (pen.spoken) return spokenDifference(layer, signed(layer.delta));
  const size = (side: LayerDifference['after']) => padStart(side ? formatBytes(side.size) : '', SIZE);
  const change = padStart(layer.delta === 0 ? '' : signed(layer.delta), SIZE);
  const was = layer.wasMadeBy === undefined ? '' : paint(pen, 'dim', `  ${words.image.was(layer.wasMadeBy)}`);
  const text = `${MARKS[layer.type]} ${size(layer.before)}  ${size(layer.after)}  ${change}  ${sanitiseLine(layer.madeBy)}${was}`;
  const line = withLine(text, lineOf(layer), pen, known);
  return layer.type === 'same' ? paint(pen, 'dim', line) : line;
}

function lineOf({ before, after }: LayerDifference): string {
  if (after) return after.line === undefined ? '' : String(after.line);
  return before?.line === undefined ? '' : words.image.was(String(before.line));
}

/** `−412 MB, line 7: FROM node:24-alpine`: what makes most of the difference. */
export function mainLine(layer: LayerDifference): string {
  const { delta, before, after, madeBy } = layer;
  const line = (after ?? before)?.line;
  const where = line === undefined ? '' : `, ${after ? words.line(line) : words.image.lineGone(line)}`;
  return `${signed(delta)}${where}: ${sanitiseLine(madeBy)}`;
}

const PATHS = { added: '+', removed: '-', changed: '~' } as const;

/** A path that differs, with by how much. */
export function pathRow({ type, delta, path }: PathDifference, pen: Pen): string {
  if (pen.spoken) return spokenPath(type, signed(delta), path);
  return `${PATHS[type]} ${padStart(signed(delta), SIZE + 1)}  ${path}`;
}

/** A path that a layer added, changed or removed, with its bytes. */
export function changeRow(
  { type, bytes, path }: Pick<LayerChange, 'type' | 'bytes' | 'path'>,
  pen: Pen,
): string {
  if (pen.spoken) return spokenPath(type, formatBytes(bytes), path);
  return `${PATHS[type]} ${padStart(formatBytes(bytes), SIZE)}  ${path}`;
}

/** Sizes as bars on one scale, the first one as the measure of the change. */
export function sizeBars(sizes: readonly { name: string; bytes: number }[], pen: Pen): string[] {
  const largest = Math.max(1, ...sizes.map((one) => one.bytes));
  const names = Math.min(26, Math.max(...sizes.map((one) => columnsOf(one.name))));
  const width = Math.max(4, pen.width - names - SIZE - 11);
  const first = sizes[0]?.bytes ?? 0;
  return sizes.map(({ name, bytes }, index) => {
    const change = index === 0 || first === 0 ? '' : percent((bytes / first - 1) * 100);
    return cut(
      `${padEnd(name, names, pen.ascii)} ${barCell(bytes / largest, width, pen)} ${padStart(formatBytes(bytes), SIZE)} ${padStart(change, 8)}`,
      pen.width,
      pen.ascii,
    );
  });
}

function percent(value: number): string {
  const text = Math.abs(value).toFixed(1);
  return `${text === '0.0' ? '' : value > 0 ? '+' : '−'}${text} %`;
}

/** A change in bytes, with its sign. */
export const signed = (bytes: number): string => (bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes));
