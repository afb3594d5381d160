import { expand } from './expand.ts';

/** A heredoc as its word announces it: `<<-"EOF"`. */
export interface HeredocStart {
  name: string;
  /** False when part of the name is quoted: then nothing in the body is expanded. */
  expand: boolean;
  /** `<<-`: leading tabs are taken away. */
  chomp: boolean;
}

const HEREDOC = /^\d*<<(-?)([^<]*)$/;
const unset = () => undefined;

/** The heredocs that a line announces, in order. */
export function heredocsOf(line: string): HeredocStart[] {
  if (!line.includes('<<')) return [];
  // A line that the lexer cannot read (an open quote) announces none; the shell will tell.
  const { words } = expand(line, unset, { raw: true, keepUnset: true });
  return words.flatMap((word) => readHeredoc(word) ?? []);
}

/** Reads one word as the start of a heredoc; undefined when it is none. */
export function readHeredoc(word: string): HeredocStart | undefined {
  const match = HEREDOC.exec(word);
  if (!match) return undefined;
  const rest = match[2] ?? '';
  const plain = expand(rest, unset, { keepUnset: true });
  const raw = expand(rest, unset, { keepUnset: true, rawQuotes: true });
  const [name] = plain.words;
  if (name === undefined || plain.words.length !== 1) return undefined;
  return {
    name,
    expand: quotes(name) === quotes(raw.words[0] ?? ''),
    chomp: match[1] === '-',
  };
}

/** Leading tabs of each line taken away (`<<-`). */
export function chompTabs(text: string): string {
  return text.replace(/^\t+/gm, '');
}

function quotes(text: string): number {
  return text.replace(/[^'"]/g, '').length;
}
