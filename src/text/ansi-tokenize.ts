import * as whole from '@alcalzone/ansi-tokenize';

export * from '@alcalzone/ansi-tokenize';

/** Lines that are kept taken apart: those of a screen or two. One takes some ten kilobytes. */
const KEPT = 200;

const lines = new Map<string, whole.Token[]>();
const styled = new WeakMap<whole.Token[], whole.StyledChar[]>();

/**
 * The package's `tokenize`, which remembers the lines of the last frames: ink takes every line of a screen apart anew for
 * each frame, and most of them are those of the frame before. The bundle gives it to ink: scripts/bundle.mjs.
 *
 * @returns the same array for the same line: not to be changed
 */
export function tokenize(text: string, endChar?: number): whole.Token[] {
  if (endChar !== undefined) return whole.tokenize(text, endChar);
  const tokens = lines.get(text) ?? whole.tokenize(text);
  // Last in line again: what is used stays, what is not goes first.
  lines.delete(text);
  lines.set(text, tokens);
  if (lines.size > KEPT) lines.delete(lines.keys().next().value as string);
  return tokens;
}

/** The package's, once for each array of tokens. Neighbours of one style share its array. */
export function styledCharsFromTokens(tokens: whole.Token[]): whole.StyledChar[] {
  const known = styled.get(tokens);
  if (known) return known;
  const chars = whole.styledCharsFromTokens(tokens);
  for (const [index, char] of chars.entries()) {
    const before = chars[index - 1];
    if (before && alike(before.styles, char.styles)) char.styles = before.styles;
  }
  styled.set(tokens, chars);
  return chars;
}

/** The package's, which looks at each pair of neighbours: here those of one style are one. */
export function styledCharsToString(chars: whole.StyledChar[]): string {
  const runs: whole.StyledChar[] = [];
  for (const char of chars) {
    const last = runs.at(-1);
    if (last && alike(last.styles, char.styles)) last.value += char.value;
    else runs.push({ ...char });
  }
  return whole.styledCharsToString(runs);
}

function alike(one: whole.AnsiCode[], other: whole.AnsiCode[]): boolean {
  return (
    one === other ||
    (one.length === other.length && one.every(({ code }, index) => code === other[index]?.code))
  );
}
