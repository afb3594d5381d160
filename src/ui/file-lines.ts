import type { Branch } from '../image/walk.ts';
import { barCell, SIZE } from '../plain/layer-rows.ts';
import { sentence } from '../plain/spoken-rows.ts';
import { fileRows, shownImage, walked } from '../session/image-select.ts';
import type { SessionState } from '../session/state.ts';
import { formatBytes } from '../text/units.ts';
import { cut, padEnd, padStart } from '../text/width.ts';
import { words } from '../text/words.ts';
import { penOf } from './pen.ts';
import type { Theme } from './theme.ts';

const MARKS = { added: '+', changed: '~', removed: '-' } as const;

/** The files of the image, or what one layer changed, as a tree of which some folders are open. */
export function filesTab(
  state: SessionState,
  theme: Theme,
  width: number,
): { head: string[]; rows: string[] } {
  const root = walked(state);
  if (!root) return { head: [], rows: [] };
  const lines = shownImage(state)?.lines ?? [];
  const { layer } = state.imageView;
  const pen = penOf(theme, width);
  const bars = Math.max(4, Math.floor(width / 8));
  const right = SIZE + bars + 16;
  const title =
    layer === undefined
      ? words.image.wholeTree(root.files, formatBytes(root.bytes))
      : words.image.layerTree(layer + 1);
  const cells = (size: string, bar: string, from: string, line: string) =>
    `${padStart(size, SIZE)}  ${bar} ${padStart(from, 6)} ${padStart(line, 5)}`;
  const columns = cells('size', ' '.repeat(bars), 'layer', words.image.lineHead);
  const head = `${padEnd(`  ${theme.glyphs(title)}`, width - right, theme.ascii)} ${theme.dim(columns)}`;
  const largest = Math.max(1, ...root.children.map((child) => child.bytes));
  const rows = fileRows(state).map(({ branch, depth, open }, index, all) => {
    const parent = all.findLast((one, at) => at < index && one.depth === depth - 1)?.branch.path ?? '';
    if (theme.spoken) return spokenRow(branch, depth, open, lines[branch.layer]?.line);
    const folder = branch.children.length > 0;
    const sign = folder ? (open ? '▾' : '▸') : ' ';
    const mark = branch.type ? `${MARKS[branch.type]} ` : '';
    const link = branch.linkTarget ? theme.dim(` → ${branch.linkTarget}`) : '';
    const name = `${'  '.repeat(depth)}${sign} ${mark}${branch.path.slice(depth === 0 ? 0 : parent.length + 1)}${link}`;
    const line = lines[branch.layer]?.line;
    const data = cells(
      formatBytes(branch.bytes),
      barCell(branch.bytes / largest, bars, pen),
      String(branch.layer + 1),
      line === undefined ? '' : String(line),
    );
    return theme.glyphs(cut(`${padEnd(name, width - right, theme.ascii)} ${data}`, width, theme.ascii));
  });
  return { head: theme.spoken ? [title] : [head], rows };
}

/** `open folder /app, 73.0 kB, layer 4, line 17`; below it, indented, what it holds by its own name. */
function spokenRow(branch: Branch, depth: number, open: boolean, line: number | undefined): string {
  const { spoken } = words;
  const folder = branch.children.length > 0 ? spoken.folder[open ? 'open' : 'closed'] : '';
  const type = branch.type && spoken.change[branch.type];
  const name = [folder, `${branch.path}${branch.linkTarget ? ` → ${branch.linkTarget}` : ''}`].filter(
    Boolean,
  );
  const where = line === undefined ? undefined : words.line(line);
  const said = sentence(
    type,
    name.join(' '),
    formatBytes(branch.bytes),
    spoken.layer(branch.layer + 1),
    where,
  );
  return '  '.repeat(depth) + said;
}
