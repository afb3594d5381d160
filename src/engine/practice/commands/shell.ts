import { posix } from 'node:path';
import { failed, type Model, ok, type Shell, unforeseen } from '../shell/shell.ts';

const nothing: Model = () => ok;

/** What a shell has built in, and commands that only ask or print. */
export const shellModels: Record<string, Model> = {
  cd(shell, { args }) {
    const to = posix.resolve(shell.cwd, args[0] ?? shell.user.home);
    if (shell.state.fs.has(to) === 'no')
      return failed(2, `/bin/sh: cd: can't cd to ${args[0]}: No such file or directory`);
    shell.cwd = to;
    return ok;
  },
  set(shell, { args }) {
    for (const arg of args) {
      if (/^-[a-z]*e/.test(arg)) shell.errexit = true;
      if (/^\+[a-z]*e/.test(arg)) shell.errexit = false;
    }
    return ok;
  },
  export(shell, { args }) {
    for (const arg of args) {
      const [name = '', value] = arg.split(/=(.*)/s, 2);
      if (value !== undefined) shell.vars[name] = value;
    }
    return ok;
  },
  unset(shell, { args }) {
    for (const arg of args) delete shell.vars[arg];
    return ok;
  },
  env(shell, { args }) {
    const rest = args.findIndex((arg) => !arg.includes('='));
    return rest < 0 ? ok : sub(shell, args.slice(rest));
  },
  sh: shellCommand,
  ash: shellCommand,
  bash(shell, call) {
    if (shell.state.fs.has('/bin/bash') === 'no' && shell.state.fs.has('/usr/bin/bash') === 'no') {
      return failed(127, '/bin/sh: bash: not found');
    }
    return shellCommand(shell, call);
  },
  true: nothing,
  ':': nothing,
  false: () => failed(1),
  test: judge,
  '[': judge,
  ulimit: nothing,
  umask: nothing,
  sleep: nothing,
  sync: nothing,
  trap: nothing,
  ls: nothing,
  pwd: (shell) => ({ status: 'ok', stdout: `${shell.cwd}\n` }),
  id: nothing,
  whoami: nothing,
  uname: nothing,
  date: nothing,
  which: nothing,
  command: nothing,
  type: nothing,
  printenv: nothing,
  hash: nothing,
  ldconfig: nothing,
  'update-ca-certificates': nothing,
  grep: nothing,
  head: nothing,
  tail: nothing,
  wc: nothing,
  du: nothing,
  df: nothing,
  stat: nothing,
  readelf: nothing,
  ldd: nothing,
};

function shellCommand(shell: Shell, { args, stdin }: { args: string[]; stdin?: string }) {
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  const text =
    at >= 0
      ? args[at + 1]
      : (stdin ?? (args[0] ? shell.state.fs.text(posix.resolve(shell.cwd, args[0])) : undefined));
  if (text === undefined) return unforeseen(`what \`sh ${args.join(' ')}\` does is not foreseen`);
  const stops = args.some((arg) => /^-[a-z]*e/.test(arg));
  return sub({ ...shell, errexit: stops }, undefined, text);
}

function sub(shell: Shell, words?: string[], text?: string) {
  const inner: Shell = { ...shell, vars: { ...shell.vars } };
  const script = text ?? (words ?? []).map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return shell.run(inner, script);
}

/** `test` as far as files and texts go; else it is not foreseen. */
function judge(shell: Shell, { args }: { args: string[] }) {
  const words = args.at(-1) === ']' ? args.slice(0, -1) : args;
  const negated = words[0] === '!';
  const [a, b, c] = negated ? words.slice(1) : words;
  const answer = answerOf(shell, a, b, c);
  if (answer === undefined) return unforeseen(`whether \`${words.join(' ')}\` holds is not known`);
  return answer !== negated ? ok : failed(1);
}

function answerOf(shell: Shell, a?: string, b?: string, c?: string): boolean | undefined {
  if (a !== undefined && b === undefined) return a !== '';
  if (c !== undefined && (b === '=' || b === '==')) return a === c;
  if (c !== undefined && b === '!=') return a !== c;
  if (a === '-n') return b !== '';
  if (a === '-z') return b === '';
  if (a !== undefined && /^-[efdsrwx]$/.test(a) && b !== undefined) {
    const known = shell.state.fs.has(posix.resolve(shell.cwd, b));
    return known === 'unknown' ? undefined : known === 'yes';
  }
  return undefined;
}
