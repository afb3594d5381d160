import { ShellReader } from './reader.ts';
import type { AndOr, Command, Pipeline, Redirect, Script, Word } from './types.ts';

const COMPOUND = new Set(['if', 'for', 'while', 'until', 'case', 'select', 'function', '[[']);

/**
 * A POSIX shell script as RUN lines have them: lists, pipelines, groups, assignments, redirections. Compound
 * commands (`if`, `for` …) become one `unforeseen` command each up to the script's end.
 */
export function parseShell(text: string): Script {
  const reader = new ShellReader(text);
  const script = parseList(reader, '');
  return script;
}

function parseList(reader: ShellReader, end: '' | ')' | '}'): Script {
  const script: Script = [];
  for (;;) {
    reader.skipBlank(true);
    while (reader.take(';') || reader.take('\n')) reader.skipBlank(true);
    if (reader.atEnd()) return script;
    if (end !== '' && reader.take(end)) return script;
    const before = reader.position;
    script.push(parseAndOr(reader));
    if (reader.position === before) reader.advance(); // a stray `)`: never hang on it
  }
}

function parseAndOr(reader: ShellReader): AndOr {
  const items: AndOr['items'] = [{ operator: '', pipeline: parsePipeline(reader) }];
  for (;;) {
    reader.skipBlank(false);
    const operator = reader.take('&&') ? '&&' : reader.take('||') ? '||' : undefined;
    if (!operator) break;
    reader.skipBlank(true);
    items.push({ operator, pipeline: parsePipeline(reader) });
  }
  return { items, background: reader.take('&') };
}

function parsePipeline(reader: ShellReader): Pipeline {
  reader.skipBlank(false);
  const negated = reader.takeWord('!');
  const commands = [parseCommand(reader)];
  for (;;) {
    reader.skipBlank(false);
    if (reader.peek('||') || !(reader.take('|&') || reader.take('|'))) return { negated, commands };
    reader.skipBlank(true);
    commands.push(parseCommand(reader));
  }
}

function parseCommand(reader: ShellReader): Command {
  reader.skipBlank(false);
  if (reader.take('(')) {
    const body = parseList(reader, ')');
    return { kind: 'group', subshell: true, body, redirects: parseRedirects(reader) };
  }
  if (reader.takeWord('{')) {
    const body = parseList(reader, '}');
    return { kind: 'group', subshell: false, body, redirects: parseRedirects(reader) };
  }
  const compound = reader.peekName();
  if (COMPOUND.has(compound)) return { kind: 'unforeseen', text: reader.rest() };
  const assignments: { name: string; value: Word }[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (;;) {
    reader.skipBlank(false);
    const redirect = reader.redirect();
    if (redirect) {
      redirects.push(redirect);
      continue;
    }
    if (reader.atOperator()) break;
    const assignment = words.length === 0 ? reader.assignment() : undefined;
    if (assignment) assignments.push(assignment);
    else words.push(reader.word());
  }
  // `name() {`: a function's definition
  if (words.length === 1 && reader.take('(')) return { kind: 'unforeseen', text: reader.rest() };
  return { kind: 'simple', assignments, words, redirects };
}

function parseRedirects(reader: ShellReader): Redirect[] {
  const redirects: Redirect[] = [];
  for (;;) {
    reader.skipBlank(false);
    const redirect = reader.redirect();
    if (!redirect) return redirects;
    redirects.push(redirect);
  }
}
