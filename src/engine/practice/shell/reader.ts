import type { Redirect, Word, WordPart } from './types.ts';

const OPERATORS = new Set([';', '&', '|', '(', ')', '\n', '<', '>']);

/** A cursor over shell text: blanks, operators, words with their quotes, redirections. */
export class ShellReader {
  position = 0;
  constructor(private readonly text: string) {}

  atEnd(): boolean {
    return this.position >= this.text.length;
  }
  advance(): void {
    this.position++;
  }
  private char(offset = 0): string {
    return this.text[this.position + offset] ?? '';
  }
  peek(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }
  take(token: string): boolean {
    if (!this.peek(token)) return false;
    this.position += token.length;
    return true;
  }
  /** Takes a reserved word when it stands alone. */
  takeWord(word: string): boolean {
    const after = this.text[this.position + word.length] ?? '';
    return (after === '' || /[\s;]/.test(after)) && this.take(word);
  }
  peekName(): string {
    return /^(?:[a-z]+|\[\[)(?=[\s;]|$)/.exec(this.text.slice(this.position, this.position + 12))?.[0] ?? '';
  }
  /** Everything to the end, consumed. */
  rest(): string {
    const rest = this.text.slice(this.position);
    this.position = this.text.length;
    return rest;
  }

  skipBlank(newlines: boolean): void {
    for (;;) {
      const char = this.char();
      if (char === ' ' || char === '\t' || char === '\r' || (newlines && char === '\n')) this.position++;
      else if (char === '\\' && this.char(1) === '\n') this.position += 2;
      else if (char === '#') {
        while (!this.atEnd() && this.char() !== '\n') this.position++;
      } else return;
    }
  }

  atOperator(): boolean {
    return this.atEnd() || OPERATORS.has(this.char());
  }

  redirect(): Redirect | undefined {
    const match = /^(\d*)(&>|>>|>&|>\||>|<<<|<<|<&|<)/.exec(
      this.text.slice(this.position, this.position + 8),
    );
    if (!match) return undefined;
    const [all, digits = '', sign = ''] = match;
    this.position += all.length;
    this.skipBlank(false);
    const output = sign.includes('>');
    const operator = sign === '&>' || sign === '>|' ? '>' : sign === '<&' ? '<' : sign;
    const fd = digits === '' ? (output ? 1 : 0) : Number(digits);
    return { fd, operator: operator as Redirect['operator'], target: this.word() };
  }

  assignment(): { name: string; value: Word } | undefined {
    const match = /^([A-Za-z_]\w*)=/.exec(this.text.slice(this.position, this.position + 200));
    if (!match) return undefined;
    this.position += match[0].length;
    return { name: match[1] ?? '', value: this.word() };
  }

  /** A word up to the next blank or operator; may be empty. */
  word(): Word {
    const parts: WordPart[] = [];
    const text = (piece: string, quoted: boolean) => {
      const last = parts.at(-1);
      if (last?.kind === 'text' && last.quoted === quoted) last.text += piece;
      else parts.push({ kind: 'text', text: piece, quoted });
    };
    let inDouble = false;
    while (!this.atEnd()) {
      const char = this.char();
      if (!inDouble && (/\s/.test(char) || OPERATORS.has(char))) break;
      if (char === '\\') {
        const next = this.char(1);
        this.position += 2;
        if (next === '\n') continue;
        text(inDouble && !'$`"\\'.includes(next) ? `\\${next}` : next, true);
      } else if (char === "'" && !inDouble) {
        const end = this.text.indexOf("'", this.position + 1);
        text(this.text.slice(this.position + 1, end < 0 ? undefined : end), true);
        this.position = end < 0 ? this.text.length : end + 1;
      } else if (char === '"') {
        inDouble = !inDouble;
        text('', true);
        this.position++;
      } else if (char === '$') parts.push(this.dollar(inDouble));
      else if (char === '`') {
        const end = this.text.indexOf('`', this.position + 1);
        const stop = end < 0 ? this.text.length : end;
        parts.push({
          kind: 'substitution',
          text: this.text.slice(this.position + 1, stop),
          quoted: inDouble,
        });
        this.position = stop + 1;
      } else {
        text(char, inDouble);
        this.position++;
      }
    }
    return parts;
  }

  private dollar(quoted: boolean): WordPart {
    if (this.char(1) === '(') {
      const start = this.position;
      let depth = 0;
      do {
        if (this.char() === '(') depth++;
        if (this.char() === ')') depth--;
        this.position++;
      } while (!this.atEnd() && (depth > 0 || this.position === start + 1));
      return { kind: 'substitution', text: this.text.slice(start + 2, this.position - 1), quoted };
    }
    const braces = /^\$\{([A-Za-z_]\w*)(?:(:?[-+=?]|%%?|##?)([^}]*))?\}/.exec(this.text.slice(this.position));
    if (braces) {
      this.position += braces[0].length;
      const [, name = '', operator, operand] = braces;
      return { kind: 'variable', name, quoted, ...(operator ? { operator, operand: operand ?? '' } : {}) };
    }
    const plain = /^\$([A-Za-z_]\w*|[0-9@*#?$!-])/.exec(this.text.slice(this.position));
    if (plain) {
      this.position += plain[0].length;
      return { kind: 'variable', name: plain[1] ?? '', quoted };
    }
    this.position++;
    return { kind: 'text', text: '$', quoted };
  }
}
