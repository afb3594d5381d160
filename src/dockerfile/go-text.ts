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

/** Go's `%q`: double quotes, control characters escaped. */
export function quote(text: string): string {
  const body = text.replace(/[\\"]|[\u0000-\u001f\u007f]/g, (char) => {
    const short: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\', '"': '\\"' };
    return short[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${body}"`;
}

/** Splits at the first `separator`, as Go's `strings.Cut`; `after` is undefined without one. */
export function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
