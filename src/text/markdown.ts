import type { MarkedToken, Token, Tokens } from 'marked';
import { toAscii } from './ascii.ts';
import { type Look, type Painter, painter } from './markdown-style.ts';
import { tableLines } from './markdown-table.ts';
import { sanitise } from './sanitise.ts';
import { columnsOf, cut, wrap, wrapCode } from './width.ts';

/** As many as a learner sees in a session at a few widths; the oldest goes first. */
const CACHE_SIZE = 64;
/** Lines, boxes, arrows or columns: what falls apart when it is wrapped. */
const DRAWING = /[─│┌└├]|\+-{2,}|-{2,}>|\S {3,}\S/;
const cache = new Map<string, string[]>();
const painters = new Map<string, Painter>();

/**
 * Markdown as lines for a terminal. Foreign text is sanitised first, so a lesson can bring no escape
 * sequence of its own. The answer is remembered by text, width and look: a caller may ask on every frame.
 *
 * @param width columns; no line is wider
 * @param look without `color` no escape sequence comes out, with `ascii` no other character
 */
export function renderMarkdown(text: string, width: number, look: Look): string[] {
  const key = `${width} ${look.color} ${look.ascii} ${text}`;
  const known = cache.get(key);
  if (known) return known;
  const paint = painterFor(look);
  const clean = sanitise(text);
  const tokens = paint.marked.lexer(look.ascii ? toAscii(clean) : clean);
  const lines = new Layout(paint, look).blocks(tokens, Math.max(8, width));
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  cache.set(key, lines);
  return lines;
}

function painterFor(look: Look): Painter {
  const key = `${look.color} ${look.ascii}`;
  const made = painters.get(key) ?? painter(look);
  painters.set(key, made);
  return made;
}

/** Block layout by hand: marked-terminal wraps neither list items nor code, and prints task boxes twice. */
class Layout {
  constructor(
    private readonly paint: Painter,
    private readonly look: Look,
  ) {}

  blocks(tokens: Token[], width: number, gap = true): string[] {
    const parts = (tokens as MarkedToken[])
      .map((token) => this.block(token, width))
      .filter((lines) => lines.length > 0);
    return parts.flatMap((lines, index) => (index > 0 && gap ? ['', ...lines] : lines));
  }

  private block(token: MarkedToken, width: number): string[] {
    switch (token.type) {
      case 'heading':
        return wrap(this.paint.inline(token.tokens), width).map((line) =>
          this.paint.heading(line, token.depth),
        );
      case 'paragraph':
        return wrap(this.paint.inline(token.tokens), width);
      case 'text':
        return wrap(token.tokens ? this.paint.inline(token.tokens) : token.text, width);
      case 'list':
        return this.list(token, width);
      case 'code':
        return this.code(token, width);
      case 'blockquote': {
        const bar = this.paint.dim(this.look.ascii ? '| ' : '│ ');
        return this.blocks(token.tokens, width - 2).map((line) => bar + line);
      }
      case 'table':
        return tableLines(token, width, this.paint, this.look);
      case 'html': // a placeholder such as <image>, or a comment
        return token.text.startsWith('<!--') ? [] : wrap(token.text.trim(), width);
      case 'hr':
        return [this.paint.dim((this.look.ascii ? '-' : '─').repeat(width))];
      default:
        return []; // definitions and spaces say nothing in a terminal
    }
  }

  private list(token: Tokens.List, width: number): string[] {
    const first = Number(token.start || 1);
    const digits = String(first + token.items.length - 1).length;
    return token.items.flatMap((item, index) => {
      const bullet = token.ordered
        ? `${String(first + index).padStart(digits)}.`
        : this.look.ascii
          ? '-'
          : '•';
      const box = item.task ? (item.checked ? '[x] ' : '[ ] ') : '';
      const label = `${bullet} ${box}`;
      const indent = columnsOf(label);
      const body = item.tokens.filter((part) => part.type !== 'checkbox');
      const lines = this.blocks(body, width - indent, token.loose);
      const gap = token.loose && index > 0 ? [''] : [];
      return [
        ...gap,
        ...lines.map((line, row) => (row === 0 ? label : line === '' ? '' : ' '.repeat(indent)) + line),
      ];
    });
  }

  /** Indented, wrapped when it is to be read or typed; a drawing is cut instead, or it would be no drawing. */
  private code(token: Tokens.Code, width: number): string[] {
    const drawing = !token.lang && DRAWING.test(token.text);
    return this.paint.code(token).flatMap((line) => {
      if (drawing) return [`  ${cut(line, width - 2, this.look.ascii)}`];
      return wrapCode(line, width - 4).map((part, index) => (index === 0 ? '  ' : '    ') + part);
    });
  }
}
