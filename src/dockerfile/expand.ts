import { quote } from './go-text.ts';
import { replacePattern, trimPattern } from './shell-pattern.ts';
import { WordSplitter } from './word-splitter.ts';

/** The value of a variable, or undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

export interface ExpandOptions {
  /** The escape character; default backslash. */
  escape?: string;
  /** Keep quote characters in the answer, and escapes too. */
  raw?: boolean;
  /** Keep quote characters, but do take escapes away. */
  rawQuotes?: boolean;
  /** Leave variables that are not set as they are written. */
  keepUnset?: boolean;
  /** Quotes are ordinary characters (bodies of heredocs). */
  ignoreQuotes?: boolean;
}

export interface Expanded {
  /** The word with its variables filled in, quotes and escapes taken away. */
  text: string;
  /** The same, split at spaces that are neither quoted nor escaped; values of variables are split too. */
  words: string[];
  /** Names that were asked for and not set, in order of appearance. */
  unset: string[];
  /** BuildKit's reason when the word cannot be expanded; `text` is empty then. */
  error?: string;
}

/**
 * Expands one word as BuildKit's shell lexer does: `$NAME`, `${NAME}`, the modifiers `:-` `:+` `:?` `-` `+` `?`
 * `#` `##` `%` `%%` `/` `//`, quotes and escapes. Never throws. Rules: BuildKit `frontend/dockerfile/shell` and
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function expand(word: string, lookup: Lookup, options: ExpandOptions = {}): Expanded {
  const lexer = new Lexer(word, lookup, options);
  try {
    const { text, words } = lexer.run('', options.raw === true);
    return { text, words, unset: [...lexer.unset] };
  } catch (cause) {
    if (!(cause instanceof ExpandError)) throw cause;
    const error = `failed to process ${quote(word)}: ${cause.message}`;
    return { text: '', words: [], unset: [...lexer.unset], error };
  }
}

class ExpandError extends Error {}

/** Deeper than anyone nests; without a bound a hostile file could overflow the stack. */
const MAX_DEPTH = 500;
const DIGIT = /\p{Nd}/u;
const NAME = /[\p{L}\p{Nd}_]/u;
const SPECIAL = '@*#?-$!0';

class Lexer {
  readonly unset = new Set<string>();
  readonly #chars: string[];
  readonly #lookup: Lookup;
  readonly #options: ExpandOptions;
  readonly #escape: string;
  #at = 0;
  #depth = 0;

  constructor(source: string, lookup: Lookup, options: ExpandOptions) {
    this.#chars = [...source];
    this.#lookup = lookup;
    this.#options = options;
    this.#escape = options.escape ?? '\\';
  }

  /** Reads up to the end, or up to and with `stop`. */
  run(stop: string, rawEscapes: boolean): { text: string; words: string[] } {
    if (++this.#depth > MAX_DEPTH) throw new ExpandError('substitutions are nested too deeply');
    const words = new WordSplitter();
    let text = '';
    while (this.#at < this.#chars.length) {
      const char = this.#peek();
      if (stop !== '' && char === stop) {
        this.#at++;
        this.#depth--;
        return { text, words: words.end() };
      }
      if (char === '$') {
        const value = this.#dollar();
        text += value;
        words.split(value);
        continue;
      }
      const special = this.#special(char, rawEscapes);
      if (special !== undefined) {
        text += special;
        words.raw(special);
        continue;
      }
      this.#at++;
      if (char !== this.#escape) {
        text += char;
        words.split(char);
        continue;
      }
      const escaped = this.#next();
      const kept = (rawEscapes ? char : '') + escaped;
      text += kept;
      words.raw(kept);
    }
    if (stop !== '') {
      throw new ExpandError(`unexpected end of statement while looking for matching ${stop}`);
    }
    this.#depth--;
    return { text, words: words.end() };
  }

  #peek(): string {
    return this.#chars[this.#at] ?? '';
  }

  #next(): string {
    return this.#chars[this.#at++] ?? '';
  }

  #special(char: string, rawEscapes: boolean): string | undefined {
    if (char === '<') return this.#angle();
    if (this.#options.ignoreQuotes) return undefined;
    if (char === "'") return this.#single();
    return char === '"' ? this.#double(rawEscapes) : undefined;
  }

  /** `<< WORD`: the space belongs to the heredoc's word. */
  #angle(): string {
    let text = this.#next();
    if (this.#peek() !== '<') return text;
    text += this.#next();
    while (['\t', '\r', ' '].includes(this.#peek())) text += this.#next();
    return text;
  }

  get #quotes(): boolean {
    return this.#options.raw === true || this.#options.rawQuotes === true;
  }

  #single(): string {
    const mark = this.#quotes ? "'" : '';
    const end = this.#chars.indexOf("'", this.#at + 1);
    if (end < 0) {
      throw new ExpandError('unexpected end of statement while looking for matching single-quote');
    }
    const text = this.#chars.slice(this.#at + 1, end).join('');
    this.#at = end + 1;
    return mark + text + mark;
  }

  #double(rawEscapes: boolean): string {
    const mark = this.#quotes ? '"' : '';
    let text = mark;
    this.#at++;
    for (;;) {
      const char = this.#peek();
      if (char === '') {
        throw new ExpandError('unexpected end of statement while looking for matching double-quote');
      }
      if (char === '$') {
        text += this.#dollar();
        continue;
      }
      this.#at++;
      if (char === '"') return text + mark;
      if (char !== this.#escape) {
        text += char;
        continue;
      }
      if (rawEscapes) text += char;
      const next = this.#peek();
      if (next === '') continue;
      // Only these can be escaped inside double quotes; before anything else the escape stays.
      text += ['"', '$', this.#escape].includes(next) ? this.#next() : char;
    }
  }

  #dollar(): string {
    this.#at++;
    if (this.#peek() !== '{') {
      const name = this.#name();
      if (name === '') return '$';
      const value = this.#value(name);
      return value ?? (this.#options.keepUnset ? `$${name}` : '');
    }
    this.#at++;
    if (this.#peek() === '') throw new ExpandError("syntax error: missing '}'");
    if (['{', '}', ':'].includes(this.#peek())) throw new ExpandError('syntax error: bad substitution');
    return this.#braces(this.#name());
  }

  #braces(name: string): string {
    let modifier = this.#next();
    if (modifier === '}') {
      const value = this.#value(name);
      return value ?? (this.#options.keepUnset ? `\${${name}}` : '');
    }
    if (modifier === '/') return this.#replace(name);
    const colon = modifier === ':';
    if (colon) modifier = this.#next();
    const shown = (colon ? ':' : '') + modifier;
    const trims = modifier === '#' || modifier === '%';
    if (!colon && !['+', '-', '?', '#', '%'].includes(modifier)) throw unsupported(shown);
    if (colon && trims) throw unsupported(shown);
    const word = this.#until('}', trims);
    const value = this.#value(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}${shown}${word}}`;
    const missing = value === undefined || (colon && value === '');
    switch (modifier) {
      case '-':
        return missing ? word : value;
      case '+':
        return missing ? '' : word;
      case '?': {
        const state = value === undefined ? 'unset' : 'empty';
        if (missing) throw new ExpandError(`${name}: ${word || `is not allowed to be ${state}`}`);
        return value;
      }
      case '#':
      case '%':
        return this.#trim(modifier, word, value ?? '');
      default:
        throw unsupported(shown);
    }
  }

  #trim(modifier: '#' | '%', word: string, value: string): string {
    const longest = word.startsWith(modifier);
    const pattern = longest ? word.slice(1) : word;
    const trimmed = trimPattern(pattern, value, modifier === '#' ? 'start' : 'end', longest);
    if ('error' in trimmed) throw badPattern(word, trimmed.error);
    return trimmed.text;
  }

  #replace(name: string): string {
    const all = this.#peek() === '/';
    if (all) this.#at++;
    const pattern = this.#until('/', true, `syntax error: missing '/' in \${}`);
    const replacement = this.#until('}', true);
    const value = this.#value(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}/${pattern}/${replacement}}`;
    const replaced = replacePattern(pattern, value ?? '', replacement, all);
    if ('error' in replaced) throw badPattern(pattern, replaced.error);
    return replaced.text;
  }

  #until(stop: string, rawEscapes: boolean, atEnd = "syntax error: missing '}'"): string {
    try {
      return this.run(stop, rawEscapes).text;
    } catch (cause) {
      const ended = cause instanceof ExpandError && this.#at >= this.#chars.length;
      throw ended ? new ExpandError(atEnd) : cause;
    }
  }

  /** Letters, digits and `_`; of a name that starts with a digit only the digits; or one special parameter. */
  #name(): string {
    const first = this.#peek();
    if (first !== '' && !DIGIT.test(first) && SPECIAL.includes(first)) return this.#next();
    const part = DIGIT.test(first) ? DIGIT : NAME;
    let name = '';
    while (this.#peek() !== '' && part.test(this.#peek())) name += this.#next();
    return name;
  }

  #value(name: string): string | undefined {
    const value = this.#lookup(name);
    if (value === undefined) this.unset.add(name);
    return value;
  }
}

function unsupported(modifier: string): ExpandError {
  // At the end of the word BuildKit prints the sign for a character that is none.
  return new ExpandError(`unsupported modifier (${modifier || '\ufffd'}) in substitution`);
}

function badPattern(pattern: string, reason: string): ExpandError {
  return new ExpandError(`invalid pattern (${pattern}) in substitution: ${reason}`);
}
