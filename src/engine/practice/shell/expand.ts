import { posix } from 'node:path';
import { own } from '../own.ts';
import { matcher } from '../pattern.ts';
import type { Shell } from './shell.ts';
import type { Word, WordPart } from './types.ts';

type Scope = Pick<Shell, 'vars' | 'cwd' | 'state' | 'user'>;

/** A word as one text, no splitting, no globbing; undefined when its value cannot be known. */
export function expandText(word: Word, scope: Scope): string | undefined {
  let text = '';
  for (const part of word) {
    const value = partValue(part, scope);
    if (value === undefined) return undefined;
    text += value;
  }
  return tilde(word, text, scope);
}

/**
 * A word as the fields a shell makes of it: variables split at blanks, patterns replaced by what they match
 * in the image; undefined when its value cannot be known.
 */
export function expandFields(word: Word, scope: Scope): string[] | undefined {
  const fields: { text: string; pattern: string; glob: boolean }[] = [];
  let open = false;
  const add = (text: string, quoted: boolean) => {
    if (!open) fields.push({ text: '', pattern: '', glob: false });
    open = true;
    const field = fields.at(-1);
    if (!field) return;
    field.text += text;
    field.pattern += quoted ? text.replace(/[*?[\\]/g, '\\$&') : text;
    if (!quoted && /[*?[]/.test(text)) field.glob = true;
  };
  for (const part of word) {
    const value = partValue(part, scope);
    if (value === undefined) return undefined;
    if (part.kind === 'text' || part.quoted) {
      add(value, part.quoted);
      continue;
    }
    const pieces = value.split(/[ \t\n]+/);
    pieces.forEach((piece, index) => {
      if (index > 0) open = false;
      if (piece !== '') add(piece, false);
    });
  }
  const first = fields[0];
  if (first) {
    const expanded = tilde(word, first.text, scope);
    if (expanded !== first.text) Object.assign(first, { text: expanded, pattern: expanded });
  }
  return fields.flatMap((field) => (field.glob ? glob(field.pattern, field.text, scope) : [field.text]));
}

function partValue(part: WordPart, scope: Scope): string | undefined {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'substitution') return undefined;
  const value = own(scope.vars, part.name);
  if (/^[0-9@*#?$!-]$/.test(part.name)) return undefined;
  switch (part.operator) {
    case undefined:
      return value ?? '';
    case ':-':
    case ':=':
      return value || (part.operand ?? '');
    case '-':
    case '=':
      return value ?? part.operand ?? '';
    case ':+':
      return value ? (part.operand ?? '') : '';
    case '+':
      return value === undefined ? '' : (part.operand ?? '');
    default:
      return undefined; // %, #, ? : rare in RUN lines
  }
}

function tilde(word: Word, text: string, scope: Scope): string {
  const first = word[0];
  const leads = first?.kind === 'text' && !first.quoted && /^~(?:\/|$)/.test(first.text);
  return leads ? scope.user.home + text.slice(1) : text;
}

function glob(pattern: string, text: string, { state, cwd }: Scope): string[] {
  const absolute = posix.resolve(cwd, pattern.replaceAll('\\', '\u0000')).replaceAll('\u0000', '\\');
  // Shell patterns do not match a leading dot.
  const matches = matcher(absolute.slice(1));
  const found = [...state.fs.entries()]
    .map(([path]) => path)
    .filter((path) => matches(path.slice(1)) && !hidden(path, absolute))
    .sort();
  return found.length === 0 ? [text] : found;
}

function hidden(path: string, pattern: string): boolean {
  const names = path.split('/');
  return pattern.split('/').some((part, index) => /^[*?[]/.test(part) && names[index]?.startsWith('.'));
}
