/**
 * Go's `filepath.Match` on a relative path: `*` and `?` stay inside one path element, `[a-z]` and `\x` as
 * there, and `**` over elements as BuildKit's copy has it.
 *
 * @returns a test of a path without a leading `/`
 */
export function matcher(pattern: string): (path: string) => boolean {
  if (!/[*?[\\]/.test(pattern)) return (path) => path === pattern;
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*' && pattern[at + 1] === '*') {
      at++;
      if (pattern[at + 1] === '/') at++;
      source += '.*';
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const end = pattern.indexOf(']', at + 1);
      if (end < 0) return () => false; // filepath.ErrBadPattern: matches nothing
      source += `[${pattern.slice(at + 1, end).replaceAll('\\', '\\\\')}]`;
      at = end;
    } else if (char === '\\' && at + 1 < pattern.length) source += escaped(pattern[++at] ?? '');
    else source += escaped(char);
  }
  const expression = new RegExp(`^${source}$`, 's');
  return (path) => expression.test(path);
}

function escaped(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
