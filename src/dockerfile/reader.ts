import type { Directives } from './directives.ts';
import { trimLeft } from './go-text.ts';
import { chompTabs, type HeredocStart } from './heredoc.ts';
import type { Lines } from './lines.ts';
import type { Heredoc } from './types.ts';

/** One instruction's lines joined: continuations resolved, comments inside left out. */
export interface LogicalLine {
  text: string;
  /** 1-based, of its first line. */
  line: number;
  /** A blank line stood inside: BuildKit warns. */
  emptyContinuation: boolean;
}

const isBlank = (text: string) => trimLeft(text) === '';
const isComment = (text: string) => trimLeft(text).startsWith('#');

/**
 * Reads up to the end of the next instruction; undefined at the end of the file.
 *
 * @param onDirectiveError told of a parser directive that makes BuildKit refuse the file
 */
export function nextLogicalLine(
  lines: Lines,
  directives: Directives,
  onDirectiveError: (message: string, line: number) => void,
): LogicalLine | undefined {
  const take = (text: string) => {
    const error = directives.take(text, lines.read);
    if (error !== undefined) onDirectiveError(error, lines.read);
  };
  for (let first = lines.next(); first !== undefined; first = lines.next()) {
    const stripped = trimLeft(first);
    take(stripped);
    if (stripped === '' || stripped.startsWith('#')) continue;
    const line = lines.read;
    const parts: string[] = [];
    let emptyContinuation = false;
    let open = push(parts, stripped, directives.escape);
    while (open) {
      const next = lines.next();
      if (next === undefined) break;
      take(next);
      if (isComment(next)) continue;
      if (isBlank(next)) emptyContinuation = true;
      else open = push(parts, next, directives.escape);
    }
    return { text: parts.join(''), line, emptyContinuation };
  }
  return undefined;
}

/** Adds a line without its continuation mark; answers whether it had one. */
function push(parts: string[], text: string, token: string): boolean {
  let end = text.length;
  while (end > 0 && ' \t'.includes(text.charAt(end - 1))) end--;
  const continues = text.charAt(end - 1) === token && text.charAt(end - 2) !== token;
  parts.push(continues ? text.slice(0, end - 1) : text);
  return continues;
}

/** Reads the body of a heredoc; undefined when its end is missing, and the file is read to its end then. */
export function readBody(lines: Lines, start: HeredocStart): Heredoc | undefined {
  const body: string[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if ((start.chomp ? line.replace(/^\t+/, '') : line) === start.name) {
      const content = body.join('');
      return { ...start, content: start.chomp ? chompTabs(content) : content };
    }
    body.push(lines.raw());
  }
  return undefined;
}
