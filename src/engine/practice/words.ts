import { expand } from '../../dockerfile/expand.ts';
import type { Heredoc } from '../../dockerfile/types.ts';
import { own } from './own.ts';
import { PredictedFailure } from './state.ts';

/** Variables by name. */
export type Vars = Readonly<Record<string, string>>;

/** One word with its variables filled in and its quotes taken away. @throws PredictedFailure when it cannot be */
export function expandWord(word: string, vars: Vars, token: string): string {
  const expanded = expand(word, lookup(vars), { escape: token });
  if (expanded.error !== undefined) throw new PredictedFailure('syntax', expanded.error);
  return expanded.text;
}

/** The same, split at unquoted blanks (EXPOSE). */
export function expandWords(word: string, vars: Vars, token: string): string[] {
  const expanded = expand(word, lookup(vars), { escape: token });
  if (expanded.error !== undefined) throw new PredictedFailure('syntax', expanded.error);
  return expanded.words;
}

function lookup(vars: Vars) {
  return (name: string) => own(vars, name);
}

/** `KEY=value` at its first `=`; the value is undefined without one. */
export function keyValue(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** What COPY writes of a heredoc: variables filled in, unless its name is quoted; quotes mean nothing in it. */
export function heredocText({ content, expand: expands }: Heredoc, vars: Vars): string {
  if (!expands) return content;
  const expanded = expand(content, lookup(vars), { escape: '\\', ignoreQuotes: true });
  if (expanded.error !== undefined) throw new PredictedFailure('syntax', expanded.error);
  return expanded.text;
}
