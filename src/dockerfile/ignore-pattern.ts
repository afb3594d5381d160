/** The signs that mean something in a pattern. */
const SPECIAL = /[*?[\]\\]/;
/** `**` at the very start, or at the very end, and no other wildcard: those are told by the text alone. */
const SIMPLE = /^(?:(\*\*)(?=[^*?[\]\\]*$))?([^*?[\]\\]*)(\*\*)?$/;
/** The signs of a regular expression that mean nothing in a pattern; a `^` is overlooked by the engines too. */
const LITERAL = new Set('.+()|{}$');

/**
 * A test of one cleaned pattern against a whole relative path, as moby/patternmatcher compiles it: `*` and `?`
 * stay within a name, `**` is any number of names, also none.
 */
export function patternTest(pattern: string): (path: string) => boolean {
  if (!SPECIAL.test(pattern)) return (path) => path === pattern;
  const [, front, plain = '', end] = SIMPLE.exec(pattern) ?? [];
  if (front !== undefined) return (path) => path.endsWith(plain) || `/${path}` === plain;
  if (end !== undefined) return (path) => path.startsWith(plain);
  const expression = new RegExp(toJavaScript(`^${translate(pattern)}$`), 'su');
  return (path) => expression.test(path);
}

/** The regular expression, in Go's syntax, that the engines make of a pattern, without its two anchors. */
function translate(pattern: string): string {
  let result = '';
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '*' && chars[at + 1] === '*') {
      at++;
      const slash = chars[at + 1] === '/';
      if (slash) at++;
      // At the end it takes all that follows; elsewhere whole folders, or nothing.
      result += at + 1 === chars.length ? '.*' : '(.*/)?';
    } else if (char === '*') result += '[^/]*';
    else if (char === '?') result += '[^/]';
    // At the very end a backslash takes the `$` behind it.
    else if (char === '\\') result += char + (chars[++at] ?? '');
    else result += LITERAL.has(char) ? `\\${char}` : char;
  }
  return result;
}

/** Escapes what JavaScript reads otherwise than Go: brackets where they are plain signs, and needless escapes. */
function toJavaScript(expression: string): string {
  let result = '';
  let inClass = false;
  const chars = [...expression];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '\\') result += literal(chars[++at] ?? '');
    else if (inClass) {
      inClass = char !== ']';
      result += char === '[' ? '\\[' : char;
    } else if (char === '[') {
      inClass = true;
      result += char;
      if (chars[at + 1] === '^') result += chars[++at];
      // First in its class, a closing bracket is a member.
      if (chars[at + 1] === ']') result += literal(chars[++at] ?? '');
    } else result += char === ']' ? '\\]' : char;
  }
  return result;
}

function literal(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

/** The signs up to the next `*` outside of a class. */
const CHUNK = /^(?:\\.|\[(?:\\.|[^\]\\])*\]?|[^*\\[])*\\?/s;

/**
 * Why engines refuse an ignore file because of this pattern: they try Go's `filepath.Match` on it, which looks
 * at a pattern only up to where it is clear that it does not match `.`. The rest shows when it is compiled.
 */
export function patternError(pattern: string): string | undefined {
  const bad = 'syntax error in pattern';
  let name: string | undefined = '.';
  let rest = pattern;
  while (rest !== '' && name !== undefined) {
    const stars = /^\**/.exec(rest)?.[0].length ?? 0;
    const chunk = CHUNK.exec(rest.slice(stars))?.[0] ?? '';
    rest = rest.slice(stars + chunk.length);
    if (chunk === '') break;
    const signs = readChunk(chunk);
    if (!signs) return bad;
    name = afterMatch(signs, name, stars > 0, rest === '');
  }
  return undefined;
}

/** What is left of the name `.` behind a chunk: nothing of it or all, and undefined when it does not match. */
function afterMatch(signs: Sign[], name: string, star: boolean, last: boolean): string | undefined {
  const here =
    signs.length === 0 ? name : signs.length === 1 && name !== '' && signs[0]?.('.') ? '' : undefined;
  if (here !== undefined && (here === '' || !last)) return here;
  return star && name !== '' && signs.length === 0 ? '' : undefined;
}

type Sign = (char: string) => boolean;

/** A chunk's signs, each a test of one character; undefined when it is malformed. */
function readChunk(chunk: string): Sign[] | undefined {
  const chars = [...chunk];
  const signs: Sign[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '\\' && ++at === chars.length) return undefined;
    if (char === '[') {
      const read = readClass(chars, at + 1);
      if (!read) return undefined;
      signs.push(read.sign);
      at = read.end;
    } else if (char === '?') signs.push((one) => one !== '/');
    else {
      const wanted = chars[at];
      signs.push((one) => one === wanted);
    }
  }
  return signs;
}

/** A class behind its bracket; `end` is where it closes. It needs at least one member, a range both ends. */
function readClass(chars: string[], start: number): { sign: Sign; end: number } | undefined {
  const negated = chars[start] === '^';
  const ranges: [low: string, high: string][] = [];
  let at = negated ? start + 1 : start;
  const member = (): string | undefined => {
    const char = chars[at];
    if (char === undefined || char === '-' || char === ']') return undefined;
    if (char === '\\') at++;
    return chars[at++];
  };
  while (chars[at] !== ']' || ranges.length === 0) {
    const low = member();
    if (low === undefined) return undefined;
    let high: string | undefined = low;
    if (chars[at] === '-') {
      at++;
      high = member();
    }
    if (high === undefined) return undefined;
    ranges.push([low, high]);
  }
  const sign: Sign = (char) => ranges.some(([low, high]) => low <= char && char <= high) !== negated;
  return { sign, end: at };
}
