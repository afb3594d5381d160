/** A word, an operator (`&&`, `;`, a line end, `(` …) or a redirection with its target. */
export interface ShellToken {
  kind: 'word' | 'operator' | 'redirect';
  text: string;
  /** Part of the word was quoted or escaped. */
  quoted: boolean;
}

const OPERATOR = /&&|\|\||\|&|;;|[;&|()\n]/y;
const REDIRECT = /\d*(?:<<<|<<-?|<>|<&|>&|>>|>\||&>>|&>|<|>)/y;
const SPACE = /(?:[ \t\r\f\v]|\\\r?\n)+/y;

/**
 * Splits a POSIX shell script into tokens. Substitutions (`$(…)`, backquotes, `${…}`) stay in their word as they
 * are written; comments and the bodies of heredocs are left out.
 */
export function tokenize(script: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  const heredocs: string[] = [];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(script)?.[0];
  };
  while (at < script.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    if (script[at] === '#') {
      const end = script.indexOf('\n', at);
      at = end < 0 ? script.length : end;
      continue;
    }
    const redirect = match(REDIRECT);
    if (redirect !== undefined) {
      at += redirect.length;
      at += match(SPACE)?.length ?? 0;
      const word = readWord(script, at);
      at = word.end;
      if (/<<-?$/.test(redirect) && !redirect.endsWith('<<<')) heredocs.push(word.text);
      tokens.push({ kind: 'redirect', text: redirect + word.text, quoted: false });
      continue;
    }
    const operator = match(OPERATOR);
    if (operator !== undefined) {
      at += operator.length;
      tokens.push({ kind: 'operator', text: operator, quoted: false });
      if (operator === '\n') for (const name of heredocs.splice(0)) at = afterBody(script, at, name);
      continue;
    }
    const word = readWord(script, at);
    // A sign that starts nothing: take it as it is rather than stand still.
    if (word.end === at) word.text += script[word.end++];
    at = word.end;
    tokens.push({ kind: 'word', text: word.text, quoted: word.quoted });
  }
  return tokens;
}

interface Word {
  text: string;
  end: number;
  quoted: boolean;
}

const PLAIN = /[^\s\\'"`$;&|()<>]+/y;

function readWord(script: string, start: number): Word {
  const word: Word = { text: '', end: start, quoted: false };
  while (word.end < script.length) {
    PLAIN.lastIndex = word.end;
    const plain = PLAIN.exec(script)?.[0];
    if (plain !== undefined) {
      word.text += plain;
      word.end += plain.length;
      continue;
    }
    const char = script[word.end] ?? '';
    if (char === '\\') {
      const next = script.slice(word.end + 1, word.end + 2);
      word.quoted = true;
      word.text += next === '\n' ? '' : next;
      word.end += 2;
    } else if (char === "'") quote(word, script, closing(script, word.end + 1, "'"), false);
    else if (char === '"') quote(word, script, closing(script, word.end + 1, '"'), true);
    else if (char === '$' || char === '`') {
      const end = substitutionEnd(script, word.end);
      word.text += script.slice(word.end, end);
      word.end = end;
    } else break;
  }
  word.end = Math.min(word.end, script.length);
  return word;
}

/** Takes a quoted part; in double quotes a backslash holds the signs that mean something there. */
function quote(word: Word, script: string, end: number, escapes: boolean): void {
  const inside = script.slice(word.end + 1, end);
  word.text += escapes
    ? inside.replace(/\\(\n|["\\$`])/g, (_, char: string) => (char === '\n' ? '' : char))
    : inside;
  word.quoted = true;
  word.end = end + 1;
}

/** Where a quote closes; the end of the script when it does not. */
function closing(script: string, start: number, mark: string): number {
  for (let at = start; at < script.length; at++) {
    if (script[at] === mark) return at;
    if (mark === "'") continue;
    if (script[at] === '\\') at++;
    else if (script[at] === '$' && script[at + 1] === '(') at = substitutionEnd(script, at) - 1;
  }
  return script.length;
}

const BRACKETS: Record<string, string> = { '(': ')', '{': '}' };

/** Behind `$name`, `${…}`, `$(…)` or a backquoted command; quotes inside are skipped over. */
function substitutionEnd(script: string, start: number): number {
  if (script[start] === '`') return Math.min(closingBackquote(script, start + 1) + 1, script.length);
  const open = script[start + 1] ?? '';
  const close = BRACKETS[open];
  if (close === undefined) return start + 1;
  let depth = 1;
  for (let at = start + 2; at < script.length; at++) {
    const char = script[at];
    if (char === '\\') at++;
    else if (char === "'") at = endOf(script, at);
    else if (char === open) depth++;
    else if (char === close && --depth === 0) return at + 1;
  }
  return script.length;
}

function endOf(script: string, at: number): number {
  const end = script.indexOf("'", at + 1);
  return end < 0 ? script.length : end;
}

function closingBackquote(script: string, start: number): number {
  for (let at = start; at < script.length; at++) {
    if (script[at] === '\\') at++;
    else if (script[at] === '`') return at;
  }
  return script.length;
}

/** Behind the body of a heredoc. */
function afterBody(script: string, start: number, name: string): number {
  let at = start;
  while (at < script.length) {
    const end = script.indexOf('\n', at);
    const line = script.slice(at, end < 0 ? script.length : end);
    at = end < 0 ? script.length : end + 1;
    if (line.replace(/^\t+/, '') === name) return at;
  }
  return at;
}
