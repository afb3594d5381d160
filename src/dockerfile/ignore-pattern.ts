/** The signs of a regular expression that mean nothing in a pattern. */
const LITERAL = new Set('.+()|{}$^/');
/** The signs that mean something in a pattern. */
const SPECIAL = /[*?[\]\\]/;

/**
 * A test of one cleaned pattern against a whole relative path, as moby/patternmatcher compiles it: `*` and `?`
 * stay within a name, `**` is any number of names, also none.
 */
export function patternTest(pattern: string): (path: string) => boolean {
  if (!SPECIAL.test(pattern)) return (path) => path === pattern;
  const expression = new RegExp(`^${source(pattern)}$`, 'su');
  return (path) => expression.test(path);
}

function source(pattern: string): string {
  let result = '';
  let inClass = false;
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (inClass) {
      inClass = char !== ']';
      result += char === '\\' ? escaped(chars[++at] ?? '') : classChar(char);
    } else if (char === '*' && chars[at + 1] === '*') {
      at++;
      const slash = chars[at + 1] === '/';
      if (slash) at++;
      // `**` at the end takes all that follows; elsewhere whole folders, or nothing.
      // (`**name` at the start is a mere ending, so long as no other wildcard follows).
      const ending = result === '' && !slash && !SPECIAL.test(chars.slice(at + 1).join(''));
      result += at + 1 === chars.length || ending ? '.*' : '(?:.*\\/)?';
    } else if (char === '*') result += '[^\\/]*';
    else if (char === '?') result += '[^\\/]';
    else if (char === '\\') result += escaped(chars[++at] ?? '');
    else if (char === '[') {
      inClass = true;
      result += '[';
      if (chars[at + 1] === '^') result += chars[++at];
      if (chars[at + 1] === ']') result += escaped(chars[++at] ?? '');
    } else if (char === ']') result += '\\]';
    else result += LITERAL.has(char) ? `\\${char}` : char;
  }
  return result;
}

/** An escaped sign stands for itself. */
function escaped(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

function classChar(char: string): string {
  return char === '[' || char === '/' ? `\\${char}` : char;
}

/** What Go's `filepath.Match` has against a pattern; engines refuse the ignore file then. */
export function patternError(pattern: string): string | undefined {
  const bad = 'syntax error in pattern';
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    if (chars[at] === '\\') {
      if (++at === chars.length) return bad;
      continue;
    }
    if (chars[at] !== '[') continue;
    const end = classEnd(chars, at + 1);
    if (end === undefined) return bad;
    at = end;
  }
  try {
    patternTest(pattern);
    return undefined;
  } catch {
    return bad; // e.g. a range that runs backwards
  }
}

/** The index of the `]` that closes a class; a class needs at least one member, a range both ends. */
function classEnd(chars: string[], start: number): number | undefined {
  let at = chars[start] === '^' ? start + 1 : start;
  const member = (): boolean => {
    if (chars[at] === undefined || chars[at] === '-' || chars[at] === ']') return false;
    if (chars[at] === '\\') at++;
    return chars[at++] !== undefined;
  };
  for (let count = 0; ; count++) {
    if (chars[at] === ']' && count > 0) return at;
    if (!member()) return undefined;
    if (chars[at] !== '-') continue;
    at++;
    if (!member()) return undefined;
  }
}
