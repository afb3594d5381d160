import type xterm from '@xterm/headless';

/** Pixels of a cell; wide enough for the common monospace fonts at this size. */
const CELL = { width: 8.4, height: 18 } as const;
const MARGIN = 14;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Dark, and light for readers whose system is; no CSS variables, which some viewers do not know. */
const DARK = { bg: '#16191f', fg: '#d5d9e0', c1: '#f07178', c2: '#8ccf7e', c3: '#e5c76b', c6: '#6cc7d4' };
const LIGHT = { bg: '#fbfaf7', fg: '#2b2f36', c1: '#b3262d', c2: '#2f7a2f', c3: '#8a6100', c6: '#0b7285' };

function paint({ bg, fg, ...colors }: typeof DARK): string {
  const each = Object.entries(colors).map(([name, color]) => `text.${name},rect.${name}{fill:${color}}`);
  return `text,rect{fill:${fg}}path{stroke:${fg}}rect.bg{fill:${bg}}${each.join('')}`;
}

const STYLE = [
  'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}',
  '.b{font-weight:700}.d{opacity:.6}',
  paint(DARK),
  `@media(prefers-color-scheme:light){${paint(LIGHT)}}`,
].join('');

interface Run {
  text: string;
  column: number;
  columns: number;
  look: string;
}

/**
 * A terminal's screen as an SVG picture: the text stays text, bars and rules are drawn, so that they look alike in any
 * font.
 *
 * @param buffer the screen
 * @param title what a screen reader says of the picture
 */
export function toSvg(buffer: xterm.IBuffer, size: { columns: number; rows: number }, title: string): string {
  const width = size.columns * CELL.width + 2 * MARGIN;
  const height = size.rows * CELL.height + 2 * MARGIN;
  const rows = Array.from({ length: size.rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    return line ? runs(line, size.columns).map((run) => draw(run, row)) : [];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${Math.round(width)}" role="img" xml:space="preserve">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<rect class="bg" width="100%" height="100%" rx="8"/>`,
    ...rows.flat(),
    '</svg>',
    '',
  ].join('\n');
}

/** Cells of one look beside each other; drawn signs and blanks stand alone. */
function runs(line: xterm.IBufferLine, columns: number): Run[] {
  const found: Run[] = [];
  for (let column = 0; column < columns; column += 1) {
    const cell = line.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const text = cell.getChars() || ' ';
    const look = lookOf(cell);
    const last = found.at(-1);
    const joins = last && last.look === look && kind(last.text) === kind(text);
    if (joins) {
      last.text += text;
      last.columns += cell.getWidth();
    } else found.push({ text, column, columns: cell.getWidth(), look });
  }
  return found.filter((run) => run.text.trim() !== '');
}

function lookOf(cell: xterm.IBufferCell): string {
  const color = cell.isFgDefault() ? '' : `c${cell.getFgColor()}`;
  return [color, cell.isBold() ? 'b' : '', cell.isDim() ? 'd' : ''].filter(Boolean).join(' ');
}

/** Runs do not mix what is written with what is drawn. */
function kind(text: string): string {
  const first = text[0] ?? '';
  return '█░─│'.includes(first) ? first : 'text';
}

function draw({ text, column, columns, look }: Run, row: number): string {
  const x = round(MARGIN + column * CELL.width);
  const y = round(MARGIN + row * CELL.height);
  const width = round(columns * CELL.width);
  const style = look ? ` class="${look}"` : '';
  switch (kind(text)) {
    case '█':
      return `<rect${style} x="${x}" y="${y}" width="${width}" height="${CELL.height}"/>`;
    case '░':
      return `<rect${style} x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill-opacity=".3"/>`;
    case '─':
      return `<path${style} d="M${x} ${y + 9.5}h${width}"/>`;
    case '│':
      return `<path${style} d="M${round(x + CELL.width / 2)} ${y}v${CELL.height}"/>`;
    default: {
      const start = text.length - text.trimStart().length; // leading blanks are left out, and so are trailing ones
      const shown = text.trim();
      const at = round(x + start * CELL.width);
      const long = round((columns - start - (text.length - start - shown.length)) * CELL.width);
      return `<text${style} x="${at}" y="${y + 13.5}" textLength="${long}">${escaped(shown)}</text>`;
    }
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);
