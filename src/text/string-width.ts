import stringWidth, { type Options } from 'string-width';

/**
 * Signs that stand alone, one column each: Latin, punctuation, arrows, lines, blocks, and the marks of our screens. A text
 * of these has as many columns as signs.
 */
const NARROW =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2193\u2200-\u22ff\u2500-\u25fc\u2713-\u2718]*$/;
const COLOURS = /\x1b\[[\d;]*m/g;

/** Is it of signs that stand alone, one column each, and of no escape sequences? */
export const isNarrow = (text: string): boolean => NARROW.test(text);

/**
 * string-width, with a shortcut in front: it takes every text with one sign beyond ASCII apart by graphemes, against the
 * largest regular expression that Unicode has, and a screen is full of such texts (a tenth of a second of the first one).
 * The bundle gives it to ink and all else that measures: scripts/build.mjs.
 *
 * @returns columns in a terminal: escape sequences none, wide characters two
 */
export default function columns(text: string, options?: Options): number {
  if (options === undefined && typeof text === 'string') {
    const plain = text.includes('\x1b') ? text.replace(COLOURS, '') : text;
    if (isNarrow(plain)) return plain.length;
  }
  return stringWidth(text, options);
}
