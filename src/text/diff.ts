import { structuredPatch } from 'diff';
import { sanitise } from './sanitise.ts';

/** A line of a difference between two texts. */
export interface DiffLine {
  /** `@`: what follows stands elsewhere in the file. */
  sign: ' ' | '+' | '-' | '@';
  text: string;
  /** Where it stands in the second text (1-based); of a line that is gone, where it would. */
  line: number;
}

/** How a file differs between two states of a folder. */
export interface FileDiff {
  /** Relative to the folder. */
  path: string;
  type: 'same' | 'changed' | 'added' | 'gone';
  /** None for the same file, and for one that is no text. */
  lines: DiffLine[];
  /** Added and removed lines. */
  added: number;
  removed: number;
}

/**
 * How a file differs, with three lines around every change. Foreign characters that a terminal would obey are gone.
 *
 * @param before undefined where the file was not there
 * @param after undefined where it is not there any more
 */
export function diffFile(path: string, before: string | undefined, after: string | undefined): FileDiff {
  const type =
    before === after ? 'same' : before === undefined ? 'added' : after === undefined ? 'gone' : 'changed';
  const texts = [before ?? '', after ?? ''] as const;
  if (type === 'same' || texts.some((text) => text.includes('\u0000')))
    return { path, type, lines: [], added: 0, removed: 0 };
  const { hunks } = structuredPatch(path, path, sanitise(texts[0]), sanitise(texts[1]), '', '', {
    context: 3,
  });
  const lines = hunks.flatMap((hunk, index): DiffLine[] => {
    let line = hunk.newStart;
    const here = hunk.lines
      .filter((text) => !text.startsWith('\\')) // "No newline at end of file"
      .map((text): DiffLine => {
        const sign = text.charAt(0) as DiffLine['sign'];
        const at = line;
        if (sign !== '-') line += 1;
        return { sign, text: text.slice(1), line: at };
      });
    return index === 0 ? here : [{ sign: '@', text: '', line: hunk.newStart }, ...here];
  });
  const count = (sign: DiffLine['sign']) => lines.filter((one) => one.sign === sign).length;
  return { path, type, lines, added: count('+'), removed: count('-') };
}
