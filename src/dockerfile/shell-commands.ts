import { type ShellToken, tokenize } from './shell-tokens.ts';
import type { Instruction } from './types.ts';

/** One simple command of a shell script: `A=1 npm ci --omit=dev >log`. */
export interface ShellCommand {
  /** The words, quotes taken away; variables stay as they are written. Empty for mere assignments. */
  words: string[];
  /** `NAME=value` before the command. */
  env: Record<string, string>;
  /** What stands between this command and the one before it: `&&`, `||`, `|`, `;`, or nothing at the start. */
  after: '' | '&&' | '||' | '|' | ';' | '&';
  /** Redirections, e.g. `>/dev/null`, `2>&1`. */
  redirects: string[];
}

/** Words of the shell's grammar that stand before a command. */
const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'time']);
/** Words that end a compound command; what follows them up to the next operator is no command. */
const ENDS = new Set(['fi', 'done', 'esac', '}']);
const ASSIGNMENT = /^([A-Za-z_]\w*)\+?=(.*)$/s;
const SHELLS = /^(?:.*\/)?(?:ba|da|a|z|k)?sh$/;
const MAX_DEPTH = 5;

/**
 * The simple commands that a RUN runs, in order, whatever groups, loops and conditions they stand in: shell form,
 * exec form, heredoc bodies, `sh -c '…'`. Good enough to tell `npm ci && npm cache clean --force` or
 * `apt-get install -y \ …`; what a shell computes at run time stays as it is written.
 */
export function runCommands(run: Instruction): ShellCommand[] {
  if (run.exec) return fromWords(run.args, 0);
  const script = run.args.join(' ');
  const [first] = run.heredocs;
  // `RUN <<EOF`: the bodies are the script. `RUN python3 <<EOF`: they are the program's input.
  if (first && /^\d*<<-?\s*\S+$/.test(script.trim())) return shellCommands(withoutShebang(first.content));
  return shellCommands(script);
}

/** The simple commands of a script. Never throws; an open quote runs to the end. */
export function shellCommands(script: string, depth = 0): ShellCommand[] {
  const found: ShellCommand[] = [];
  let words: string[] = [];
  let redirects: string[] = [];
  let after: ShellCommand['after'] = '';
  const end = (operator: string) => {
    found.push(...simple(words, redirects, after, depth));
    words = [];
    redirects = [];
    after = operatorOf(operator);
  };
  for (const token of tokenize(script)) {
    if (token.kind === 'word') words.push(marked(token));
    else if (token.kind === 'redirect') redirects.push(token.text);
    else end(token.text);
  }
  end(';');
  return found;
}

/** A quoted word is never a keyword; the mark is taken off in `simple`. */
function marked(token: ShellToken): string {
  return token.quoted && !ASSIGNMENT.test(token.text) ? `\0${token.text}` : token.text;
}

function simple(
  raw: string[],
  redirects: string[],
  after: ShellCommand['after'],
  depth: number,
): ShellCommand[] {
  let at = 0;
  while (KEYWORDS.has(raw[at] ?? '')) at++;
  // `for x in a b` and `case x in` name words; `fi` and the like end what is no command.
  if (ENDS.has(raw[at] ?? '') || ['for', 'case', 'select', 'function'].includes(raw[at] ?? '')) return [];
  const env: Record<string, string> = {};
  for (; at < raw.length; at++) {
    const match = ASSIGNMENT.exec(raw[at] ?? '');
    if (!match?.[1]) break;
    env[match[1]] = match[2] ?? '';
  }
  const words = raw.slice(at).map((word) => word.replace(/^\0/, ''));
  if (words.length === 0 && Object.keys(env).length === 0 && redirects.length === 0) return [];
  const [inner, ...rest] = depth < MAX_DEPTH ? fromWords(words, depth) : [];
  if (!inner) return [{ words, env, after, redirects }];
  return [
    { ...inner, after, env: { ...env, ...inner.env }, redirects: [...inner.redirects, ...redirects] },
    ...rest,
  ];
}

/** An exec form's words; behind `sh -c`, `env A=1`, `exec`, `command` the command that is really run. */
function fromWords(words: string[], depth: number): ShellCommand[] {
  const [name = '', ...args] = words;
  const flag = SHELLS.test(name) ? args.findIndex((arg) => /^-[a-z]*c$/.test(arg)) : -1;
  if (flag >= 0) return shellCommands(args[flag + 1] ?? '', depth + 1);
  if (name === 'exec' || name === 'command' || name === 'nohup') return fromWords(args, depth);
  if (/^(?:\/usr\/bin\/)?env$/.test(name)) {
    const env: Record<string, string> = {};
    let at = 0;
    for (let match = ASSIGNMENT.exec(args[at] ?? ''); match?.[1]; match = ASSIGNMENT.exec(args[at] ?? '')) {
      env[match[1]] = match[2] ?? '';
      at++;
    }
    const [inner, ...rest] = fromWords(args.slice(at), depth);
    if (inner) return [{ ...inner, env: { ...env, ...inner.env } }, ...rest];
  }
  return words.length === 0 ? [] : [{ words, env: {}, after: '', redirects: [] }];
}

function operatorOf(text: string): ShellCommand['after'] {
  if (text === '&&' || text === '||' || text === '&') return text;
  return text === '|' || text === '|&' ? '|' : ';';
}

function withoutShebang(script: string): string {
  return script.replace(/^#!.*\n/, '');
}
