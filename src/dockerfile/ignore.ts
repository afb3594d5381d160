import { posix } from 'node:path';
import { trimSpace } from './go-text.ts';
import { patternError, patternTest } from './ignore-pattern.ts';

/** A line of an ignore file. */
interface Rule {
  matches: (path: string) => boolean;
  /** `!`: what it matches is taken in again. */
  includes: boolean;
}

/** A line that no builder would take. */
export class IgnoreError extends Error {
  override name = 'IgnoreError';
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * An ignore file as the builders read it (moby/patternmatcher and its `ignorefile`, since 23.0 and in BuildKit):
 * later lines win, `!` takes in again, a pattern that matches a folder covers all in it, `**` is any number of
 * folders, a leading slash means nothing, `#` at the very start is a comment.
 *
 * Own code, because @balena/dockerignore follows moby 19.03, which looks at one parent folder only: there
 * `!keep/**` and `*` together give another answer than today's engines.
 */
export class IgnoreRules {
  readonly #rules: Rule[] = [];

  /** @throws IgnoreError for a pattern that engines refuse */
  constructor(text: string) {
    for (const [index, line] of text
      .replace(/^\ufeff/, '')
      .split('\n')
      .entries()) {
      const rule = readRule(line, index + 1);
      if (rule) this.#rules.push(rule);
    }
  }

  /** Could something inside an ignored folder be taken in again? Then it must be walked all the same. */
  get reincludes(): boolean {
    return this.#rules.some((rule) => rule.includes);
  }

  /**
   * Is this path left out, by itself or with a folder that it is in? `path` is relative, with `/`.
   *
   * @throws IgnoreError for a pattern that cannot be matched
   */
  ignores(path: string): boolean {
    const names = path.split('/');
    const selfAndParents = names.map((_, index) => names.slice(0, names.length - index).join('/'));
    let ignored = false;
    for (const rule of this.#rules) {
      if (rule.includes === ignored && selfAndParents.some(rule.matches)) ignored = !rule.includes;
    }
    return ignored;
  }
}

function readRule(line: string, number: number): Rule | undefined {
  if (line.startsWith('#')) return undefined;
  let pattern = trimSpace(line);
  if (pattern === '') return undefined;
  const given = pattern.startsWith('!');
  if (given) pattern = trimSpace(pattern.slice(1));
  if (pattern !== '') pattern = clean(pattern).replace(/^\/(?=.)/, '');
  // The engines clean it once more, with its mark, and only then look for the mark.
  pattern = clean(given ? `!${pattern}` : pattern);
  const includes = pattern.startsWith('!');
  if (includes) pattern = pattern.slice(1);
  if (pattern === '') throw new IgnoreError(number, 'illegal exclusion pattern: "!"');
  const error = patternError(pattern);
  if (error) throw new IgnoreError(number, `${error}: ${pattern}`);
  let test: ((path: string) => boolean) | undefined;
  const matches = (path: string) => {
    try {
      test ??= patternTest(pattern);
    } catch {
      // A class that is never closed: no engine minds before it has to match it.
      throw new IgnoreError(number, `syntax error in pattern: ${pattern}`);
    }
    return test(path);
  };
  return { matches, includes };
}

/** Go's `filepath.Clean`. */
function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/$/, '') : normal;
}
