import { ShellReader } from './reader.ts';
import type { AndOr, Command, Pipeline, Redirect, Script, Word } from './types.ts';

const UNFORESEEN = new Set(['while', 'until', 'case', 'select', 'function', '[[']);
/** What ends the list of a compound command. */
type End = ')' | '}' | 'then' | 'elif' | 'else' | 'fi' | 'do' | 'done';

/**
 * A POSIX shell script as RUN lines have them: lists, pipelines, groups, `if`, `for`, assignments,
 * redirections. Other compound commands become one `unforeseen` command each, up to the script's end.
 */
export function parseShell(text: string): Script {
  return parseList(new ShellReader(text), []).script;
}

function parseList(reader: ShellReader, ends: readonly End[]): { script: Script; end: End | undefined } {
  const script: Script = [];
  for (;;) {
    reader.skipBlank(true);
    while (reader.take(';') || reader.take('\n')) reader.skipBlank(true);
    if (reader.atEnd()) return { script, end: undefined };
    const end = ends.find((one) => (one === ')' ? reader.take(one) : reader.takeWord(one)));
    if (end) return { script, end };
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
    const body = parseList(reader, [')']).script;
    return { kind: 'group', subshell: true, body, redirects: parseRedirects(reader) };
  }
  if (reader.takeWord('{')) {
    const body = parseList(reader, ['}']).script;
    return { kind: 'group', subshell: false, body, redirects: parseRedirects(reader) };
  }
  const compound = reader.peekName();
  if (compound === 'if' && reader.takeWord('if')) return parseIf(reader);
  if (compound === 'for' && reader.takeWord('for')) return parseFor(reader);
  if (UNFORESEEN.has(compound)) return { kind: 'unforeseen', text: reader.rest() };
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

function parseIf(reader: ShellReader): Command {
  const branches: { condition: Script; body: Script }[] = [];
  let otherwise: Script = [];
  for (let end: End | undefined = 'elif'; end === 'elif' || end === 'else'; ) {
    if (end === 'else') {
      otherwise = parseList(reader, ['fi']).script;
      break;
    }
    const condition = parseList(reader, ['then']).script;
    const body = parseList(reader, ['elif', 'else', 'fi']);
    branches.push({ condition, body: body.script });
    end = body.end;
  }
  return { kind: 'if', branches, otherwise, redirects: parseRedirects(reader) };
}

function parseFor(reader: ShellReader): Command {
  reader.skipBlank(false);
  const name = reader
    .word()
    .map((part) => ('text' in part ? part.text : ''))
    .join('');
  reader.skipBlank(true);
  const words: Word[] = [];
  if (reader.takeWord('in')) {
    for (reader.skipBlank(false); !reader.atOperator(); reader.skipBlank(false)) words.push(reader.word());
  }
  parseList(reader, ['do']);
  const body = parseList(reader, ['done']).script;
  return { kind: 'for', name, words, body, redirects: parseRedirects(reader) };
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
