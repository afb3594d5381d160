import { stripVTControlCharacters } from 'node:util';
import cliTruncate from 'cli-truncate';
import wrapAnsi from 'wrap-ansi';
import stringWidth from './string-width.ts';

/** Columns that a text takes in a terminal: escape sequences none, wide characters two. */
export const columnsOf = (text: string): number => stringWidth(text);

/**
 * Wraps at words, and inside a word that is too long for a line; styles go on over the break.
 *
 * @param width columns; under 1 counts as 1
 * @returns lines of at most `width` columns; one empty line for an empty text
 */
export function wrap(text: string, width: number): string[] {
  return broken(text, width, true);
}

/** As `wrap`, keeping every space that is there: for code. */
export function wrapCode(text: string, width: number): string[] {
  return broken(text, width, false);
}

/** The libraries disagree about the width of some rare signs: a line that is still too wide loses its end. */
function broken(text: string, width: number, trim: boolean): string[] {
  const room = Math.max(1, width);
  return wrapAnsi(text, room, { hard: true, trim })
    .split('\n')
    .map((line) => (columnsOf(line) > room ? clipped(line, room) : line));
}

function clipped(line: string, room: number): string {
  const signs = [...stripVTControlCharacters(line)];
  while (columnsOf(signs.join('')) > room) signs.pop();
  return signs.join('');
}

/** Cuts to `width` columns; what is cut away is said by an ellipsis. */
export function cut(text: string, width: number, ascii = false): string {
  if (width <= 0) return '';
  if (columnsOf(text) <= width) return text;
  return cliTruncate(text, width, { truncationCharacter: ascii ? '~' : '…' });
}

/** Cuts or pads with spaces to exactly `width` columns. */
export function padEnd(text: string, width: number, ascii = false): string {
  const short = cut(text, width, ascii);
  return short + ' '.repeat(Math.max(0, width - columnsOf(short)));
}

/** As `padEnd`, aligned to the right. */
export function padStart(text: string, width: number, ascii = false): string {
  const short = cut(text, width, ascii);
  return ' '.repeat(Math.max(0, width - columnsOf(short))) + short;
}

/** `left` and `right` at the two ends of a line of `width` columns; `left` gives way where both do not fit. */
export function justify(left: string, right: string, width: number, ascii = false): string {
  const room = Math.max(0, width - columnsOf(right) - (right ? 1 : 0));
  return right ? `${padEnd(left, room, ascii)} ${cut(right, width - 1, ascii)}` : cut(left, width, ascii);
}

/**
 * Text beside a label, wrapped so that every line starts in the same column.
 *
 * @param label already of the width that the indent shall have
 */
export function hanging(label: string, text: string, width: number): string[] {
  const indent = columnsOf(label);
  return wrap(text, width - indent).map((line, index) => (index === 0 ? label : ' '.repeat(indent)) + line);
}
