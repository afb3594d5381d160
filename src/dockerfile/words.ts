import { asBytes, fromBytes, isSpace, trimLeft, trimSpace } from './go-text.ts';

/** What BuildKit splits words at, where it splits by this expression (no Unicode spaces, no line feed). */
const WHITESPACE = /[\t\v\f\r ]+/;

/** Splits at the first white space: `[first, rest]`; `rest` is undefined without one. */
export function splitFirst(text: string): [first: string, rest: string | undefined] {
  const at = WHITESPACE.exec(text);
  return at ? [text.slice(0, at.index), text.slice(at.index + at[0].length)] : [text, undefined];
}

/** All words between white space; quotes mean nothing here. */
export function splitWords(text: string): string[] {
  return text === '' ? [] : text.split(WHITESPACE);
}

/**
 * Words with their quotes and escapes kept, for `KEY=value` lists (they are taken away on expansion). Quotes
 * hold spaces; the escape character holds the next one, except inside single quotes.
 */
export function quotedWords(text: string, token: string): string[] {
  const words: string[] = [];
  let start = 0;
  let word = '';
  let inWord = false;
  let quote = '';
  const flush = (end: number) => {
    word += text.slice(start, end);
    if (word !== '') words.push(word);
    word = '';
    inWord = false;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (!inWord) {
      if (isSpace(char)) continue;
      inWord = true;
      start = at;
    }
    if (char === token && quote !== "'") {
      if (at + 1 === text.length) {
        // An escape character at the very end is dropped.
        word += text.slice(start, at);
        start = at + 1;
      }
      at++;
    } else if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (isSpace(char)) flush(at);
  }
  if (inWord) flush(text.length);
  return words;
}

/** An instruction line taken apart: `COPY --from=a b c` -> `COPY`, `['--from=a']`, `b c`. */
export interface SplitLine {
  name: string;
  flags: string[];
  rest: string;
}

/** Cuts a joined line into the instruction's name, its leading `--flags` and the rest. */
export function splitLine(line: string, token: string): SplitLine {
  const [name, after] = splitFirst(trimSpace(line));
  if (after === undefined) return { name, flags: [], rest: '' };
  const bytes = asBytes(after);
  const { flags, end } = leadingFlags(bytes, token);
  return { name, flags, rest: trimSpace(fromBytes(bytes.slice(end))) };
}

/** The words that start with `--`, quotes and escapes taken away; a lone `--` ends them. */
function leadingFlags(text: string, token: string): { flags: string[]; end: number } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charAt(at))) at++;
    if (!text.startsWith('--', at)) return { flags, end: at };
    let word = '';
    let quote = '';
    for (; at < text.length; at++) {
      const char = text.charAt(at);
      if (char === token) {
        at++;
        word += text.charAt(at);
      } else if (quote !== '') {
        if (char === quote) quote = '';
        else word += char;
      } else if (char === "'" || char === '"') quote = char;
      else if (isSpace(char)) break;
      else word += char;
    }
    if (word === '--') return { flags, end: at };
    flags.push(word);
  }
}

/**
 * The JSON form (`["a", "b"]`): the items; `undefined` when it is not JSON, and BuildKit then takes it as shell
 * form or words; `'mixed'` when it is an array that holds something other than strings, which is an error.
 */
export function jsonArray(text: string): string[] | 'mixed' | undefined {
  const json = trimLeft(text);
  if (!json.startsWith('[')) return undefined;
  try {
    const items: unknown = JSON.parse(json);
    if (!Array.isArray(items)) return undefined;
    return items.every((item) => typeof item === 'string') ? items : 'mixed';
  } catch {
    return undefined;
  }
}
