/** A part of a shell pattern: a character, `?` (any one) or `*` (any number); neither takes a line feed. */
type Token = { kind: 'char'; char: string } | { kind: 'any' } | { kind: 'star' };
type Result = { text: string } | { error: string };

/**
 * `${name#pattern}` and its like: takes the shortest or longest match off the start or the end of a value.
 * Bracket expressions have no meaning, as in BuildKit. Takes time in proportion to pattern times value.
 */
export function trimPattern(pattern: string, value: string, side: 'start' | 'end', longest: boolean): Result {
  const tokens = readPattern(pattern);
  if (typeof tokens === 'string') return { error: tokens };
  const chars = [...value];
  if (side === 'end') {
    tokens.reverse();
    chars.reverse();
  }
  const end = matchEnd(tokens, chars, 0, longest);
  const kept = end === undefined ? chars : chars.slice(end);
  if (side === 'end') kept.reverse();
  return { text: kept.join('') };
}

/** `${name/pattern/replacement}` and, with `all`, `${name//pattern/replacement}`: longest matches. */
export function replacePattern(pattern: string, value: string, replacement: string, all: boolean): Result {
  const tokens = readPattern(pattern);
  if (typeof tokens === 'string') return { error: tokens };
  const chars = [...value];
  const starts = matchStarts(tokens, chars);
  let text = '';
  let at = 0;
  let previous = -1;
  while (at <= chars.length) {
    const end = starts[at] ? matchEnd(tokens, chars, at, true) : undefined;
    // As in Go, an empty match right behind another match does not count.
    if (end === undefined || (end === at && at === previous)) {
      text += chars[at++] ?? '';
      continue;
    }
    text += replacement;
    previous = end;
    if (!all) return { text: text + chars.slice(end).join('') };
    if (end === at) text += chars[at++] ?? '';
    else at = end;
  }
  return { text };
}

function readPattern(pattern: string): Token[] | string {
  const tokens: Token[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    let char = chars[at] ?? '';
    if (char === '*') tokens.push({ kind: 'star' });
    else if (char === '?') tokens.push({ kind: 'any' });
    else {
      if (char === '\\') {
        char = chars[++at] ?? '';
        if (char === '' || !'*?\\}/'.includes(char)) return `invalid escape '\\${char}'`;
      }
      tokens.push({ kind: 'char', char });
    }
  }
  return tokens;
}

function takes(token: Token, char: string | undefined): boolean {
  return char !== undefined && (token.kind === 'char' ? char === token.char : char !== '\n');
}

/** Where a match that starts at `start` ends; undefined when there is none. */
function matchEnd(tokens: Token[], chars: string[], start: number, longest: boolean): number | undefined {
  let ends = [start];
  for (const token of tokens) {
    if (token.kind === 'star') {
      const all: number[] = [];
      for (const end of ends) {
        // Ends ascend: what an earlier one reached need not be walked again.
        if ((all.at(-1) ?? -1) >= end) continue;
        all.push(end);
        for (let at = end; at < chars.length && chars[at] !== '\n'; at++) all.push(at + 1);
      }
      ends = all;
    } else ends = ends.filter((end) => takes(token, chars[end])).map((end) => end + 1);
    if (ends.length === 0) return undefined;
  }
  return longest ? ends.at(-1) : ends[0];
}

/** For each position: does some match start there? */
function matchStarts(tokens: Token[], chars: string[]): boolean[] {
  let can = new Array<boolean>(chars.length + 1).fill(true);
  for (const token of tokens.toReversed()) {
    const next = new Array<boolean>(chars.length + 1).fill(false);
    for (let at = chars.length; at >= 0; at--) {
      const step = takes(token, chars[at]);
      next[at] =
        token.kind === 'star'
          ? can[at] === true || (step && next[at + 1] === true)
          : step && can[at + 1] === true;
    }
    can = next;
  }
  return can;
}
