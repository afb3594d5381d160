import { asBytes, cut, fromBytes, isSpace, quote, trimSpace } from './go-text.ts';
import type { Flag, Instruction } from './types.ts';
import { jsonArray, quotedWords, splitFirst, splitLine, splitWords } from './words.ts';

/** An instruction, and BuildKit's reason when its very form is wrong. */
export interface ReadInstruction {
  instruction: Instruction;
  error?: string;
}

interface Arguments {
  args: string[];
  exec?: boolean;
  legacy?: boolean;
  error?: string;
}

const NOT_STRINGS = 'when using JSON array syntax, arrays must be comprised of strings only';

/** How each instruction's arguments are read; the order of the form's rules is BuildKit's. */
const FORMS: Record<string, (rest: string, token: string, keyword: string) => Arguments> = {
  ADD: words,
  ARG: (rest, token) => ({ args: quotedWords(rest, token) }),
  CMD: commandLine,
  COPY: words,
  ENTRYPOINT: commandLine,
  ENV: pairs,
  EXPOSE: (rest) => ({ args: splitWords(rest) }),
  FROM: (rest) => ({ args: splitWords(rest) }),
  HEALTHCHECK: healthcheck,
  LABEL: pairs,
  MAINTAINER: whole,
  RUN: commandLine,
  SHELL: commandLine,
  STOPSIGNAL: whole,
  USER: whole,
  VOLUME: words,
  WORKDIR: whole,
};

/** All instructions, for suggestions. */
export const KEYWORDS: readonly string[] = [...Object.keys(FORMS), 'ONBUILD'].sort();

/** Reads one joined line. The lines' numbers and the heredocs are the caller's to fill in. */
export function readInstruction(line: string, token: string): ReadInstruction {
  const { name, flags, rest } = splitLine(line, token);
  const keyword = name.toUpperCase();
  const instruction: Instruction = {
    keyword,
    line: 0,
    endLine: 0,
    text: trimSpace(line),
    flags: flags.map(readFlag),
    args: [],
    exec: false,
    heredocs: [],
  };
  if (keyword === 'ONBUILD') return onbuild(instruction, rest, token);
  const { args, exec, legacy, error } = FORMS[keyword]?.(rest, token, keyword) ?? { args: splitWords(rest) };
  instruction.args = args;
  instruction.exec = exec === true;
  if (legacy) instruction.legacy = true;
  return error === undefined ? { instruction } : { instruction, error };
}

function onbuild(instruction: Instruction, rest: string, token: string): ReadInstruction {
  if (rest === '') return { instruction };
  if (/^onbuild(\s|$)/i.test(rest)) {
    // Refused later anyway; a long chain of them must not be followed down.
    instruction.args = splitWords(rest);
    return { instruction };
  }
  const inner = readInstruction(rest, token);
  instruction.onbuild = inner.instruction;
  instruction.args = [inner.instruction.keyword, ...inner.instruction.args];
  return inner.error === undefined ? { instruction } : { instruction, error: inner.error };
}

function readFlag(text: string): Flag {
  const [name, value] = cut(text.slice(2), '=');
  return value === undefined ? { name } : { name, value };
}

function whole(rest: string): Arguments {
  return { args: rest === '' ? [] : [rest] };
}

function commandLine(rest: string): Arguments {
  const json = jsonArray(rest);
  if (json === 'mixed') return { ...whole(rest), error: NOT_STRINGS };
  return json ? { args: json, exec: true } : whole(rest);
}

function words(rest: string): Arguments {
  const json = jsonArray(rest);
  if (json === 'mixed') return { args: splitWords(rest), error: NOT_STRINGS };
  return json ? { args: json, exec: true } : { args: splitWords(rest) };
}

/** `KEY=value …`, or the old `KEY the rest of the line`. */
function pairs(rest: string, token: string, keyword: string): Arguments {
  const args = quotedWords(rest, token);
  const [first] = args;
  if (first === undefined) return { args };
  if (!first.includes('=')) {
    const [key, value] = splitFirst(rest);
    if (value === undefined) return { args, error: `${keyword} must have two arguments` };
    return { args: [`${key}=${value}`], legacy: true };
  }
  const wrong = args.find((word) => !word.includes('='));
  if (wrong === undefined) return { args };
  const error = `Syntax error - can't find = in ${quote(wrong)}. Must be of the form: name=value`;
  return { args, error };
}

/** `CMD …` or `NONE`: the type, then a command line. */
function healthcheck(rest: string): Arguments {
  const bytes = asBytes(rest);
  let end = 0;
  while (end < bytes.length && !isSpace(bytes.charAt(end))) end++;
  if (end === 0) return { args: [] };
  const command = commandLine(trimSpace(fromBytes(bytes.slice(end))));
  return { ...command, args: [fromBytes(bytes.slice(0, end)), ...command.args] };
}
