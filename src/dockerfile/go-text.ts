/**
 * The few text functions of Go's standard library whose exact behaviour shows in what BuildKit accepts.
 * JavaScript's own differ: `\s` and `trim()` take U+FEFF for white space and not U+0085.
 */
const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ONE_SPACE = new RegExp(`[${SPACE}]`);
const NOT_SPACE = new RegExp(`[^${SPACE}]`);

/** Go's `unicode.IsSpace` of one character. */
export function isSpace(char: string): boolean {
  return ONE_SPACE.test(char);
}

/** Go's `strings.TrimLeftFunc(text, unicode.IsSpace)`. */
export function trimLeft(text: string): string {
  const start = text.search(NOT_SPACE);
  return start < 0 ? '' : text.slice(start);
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return trimLeft(text.slice(0, end));
}

const SHORT: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\v': '\\v', '\f': '\\f' };

/** Go's `%q`: in double quotes, what cannot be seen escaped. */
export function quote(text: string): string {
  const body = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/(?! )[\p{Z}\p{C}]/gu, (char) => SHORT[char] ?? escaped(char.codePointAt(0) ?? 0));
  return `"${body}"`;
}

function escaped(code: number): string {
  if (code === 7) return '\\a';
  if (code === 8) return '\\b';
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}

/**
 * The bytes of a text, each as one character. In a few places BuildKit walks through bytes where it means
 * characters: an `é` in the value of a flag comes out as `Ã©`, and half of an `à` is a space there.
 */
export function asBytes(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of such bytes. */
export function fromBytes(bytes: string): string {
  return /^[\0-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Splits at the first `separator`, as Go's `strings.Cut`; `after` is undefined without one. */
export function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
