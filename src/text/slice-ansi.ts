import sliceAnsi from 'slice-ansi';
import { isNarrow } from './string-width.ts';

/**
 * slice-ansi, with a shortcut in front for texts of signs that have one column each, and no colours: it takes them apart by
 * graphemes, and cutting the lines of a log to the screen's width is most of what drawing them takes. The bundle gives it
 * to ink and all else that cuts: scripts/bundle.mjs.
 *
 * @returns the part of the text between two columns, with its colours
 */
export default function slice(text: string, start: number, end?: number): string {
  if (start >= 0 && (end === undefined || end >= 0) && isNarrow(text)) return text.slice(start, end);
  return sliceAnsi(text, start, end);
}
