import { posix } from 'node:path';
import { own } from '../own.ts';
import { mayNotWrite } from '../permissions.ts';
import { clean } from '../vfs.ts';
import { expandFields, expandText } from './expand.ts';
import { parseShell } from './parse.ts';
import { type Call, type Outcome, ok, type Produce, type Shell, unforeseen } from './shell.ts';
import type { AndOr, Command, Pipeline, Redirect, Script } from './types.ts';

/** Foresees a shell script: runs its commands' models in the order a shell would. */
export function runScript(shell: Shell, text: string): Outcome {
  return untilExit(() => runList(shell, parseShell(text)));
}

/** `exit` ends the whole script, or the subshell. */
function untilExit(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    if (error instanceof Exit) return error.outcome;
    throw error;
  }
}

class Exit extends Error {
  constructor(readonly outcome: Outcome) {
    super('exit');
  }
}

function runList(shell: Shell, script: Script): Outcome {
  let last: Outcome = ok;
  for (const list of script) {
    const { outcome, spared } = runAndOr(shell, list);
    last = outcome;
    if (last.status === 'failed' && shell.errexit && !spared) throw new Exit(last);
  }
  return last;
}

/** `set -e` spares a failure that `&&` or `||` asked for: one of any command but the list's last. */
function runAndOr(shell: Shell, list: AndOr): { outcome: Outcome; spared: boolean } {
  let outcome: Outcome = ok;
  let spared = false;
  list.items.forEach((item, index) => {
    const good = outcome.status !== 'failed';
    if (index > 0 && (item.operator === '&&' ? !good : good)) return;
    outcome = runPipeline(shell, item.pipeline);
    spared = index < list.items.length - 1;
  });
  return { outcome: list.background ? ok : outcome, spared };
}

function runPipeline(shell: Shell, pipeline: Pipeline): Outcome {
  let last: Outcome = ok;
  let input: string | undefined;
  for (const command of pipeline.commands) {
    last = runCommand(shell, command, input);
    input = last.status === 'ok' ? last.stdout : undefined;
  }
  if (!pipeline.negated) return last;
  return last.status === 'failed' ? ok : { status: 'failed', exitCode: 1, log: [] };
}

function runCommand(shell: Shell, command: Command, input: string | undefined): Outcome {
  if (command.kind === 'unforeseen')
    return note(shell, `what \`${short(command.text)}\` does is not foreseen`);
  if (command.kind === 'group') {
    const inner = command.subshell ? { ...shell, vars: { ...shell.vars } } : shell;
    const outcome = command.subshell
      ? untilExit(() => runList(inner, command.body))
      : runList(inner, command.body);
    return redirect(shell, command.redirects, outcome);
  }
  if (command.kind === 'if') return redirect(shell, command.redirects, runIf(shell, command));
  if (command.kind === 'for') return redirect(shell, command.redirects, runFor(shell, command));
  const values = command.assignments.map(({ name, value }) => [name, expandText(value, shell)] as const);
  const words = command.words.map((word) => expandFields(word, shell));
  if (words.length === 0) {
    for (const [name, value] of values) shell.vars[name] = value ?? '';
    return redirect(shell, command.redirects, ok);
  }
  if (words.some((fields) => fields === undefined)) {
    const text = command.words.map((word) =>
      word.map((part) => ('text' in part ? part.text : part.name)).join(''),
    );
    if (words[0]?.[0] && ['echo', 'printf'].includes(words[0][0]))
      return redirect(shell, command.redirects, ok);
    return note(shell, `what \`${short(text.join(' '))}\` does is not foreseen`);
  }
  const [name = '', ...args] = words.flatMap((fields) => fields ?? []);
  if (name === '') return ok;
  const local: Shell = command.assignments.length === 0 ? shell : { ...shell, vars: { ...shell.vars } };
  for (const [key, value] of values) local.vars[key] = value ?? '';
  const stdin = inputOf(shell, command.redirects) ?? input;
  const outcome = call(local, { name, args, ...(stdin === undefined ? {} : { stdin }) });
  shell.cwd = local.cwd;
  shell.errexit = local.errexit;
  return redirect(shell, command.redirects, outcome);
}

function runIf(shell: Shell, command: Extract<Command, { kind: 'if' }>): Outcome {
  for (const { condition, body } of command.branches) {
    // A condition may fail under `set -e`.
    const asked = { ...shell, errexit: false };
    const outcome = runList(asked, condition);
    shell.cwd = asked.cwd;
    if (outcome.status === 'unforeseen') return note(shell, outcome.reason);
    if (outcome.status === 'ok') return runList(shell, body);
  }
  return runList(shell, command.otherwise);
}

/** Turns of a loop that are followed; more than anyone writes out. */
const MAX_TURNS = 100;

function runFor(shell: Shell, command: Extract<Command, { kind: 'for' }>): Outcome {
  const fields = command.words.map((word) => expandFields(word, shell));
  if (fields.some((field) => field === undefined)) return note(shell, 'what a loop goes over is not known');
  let last: Outcome = ok;
  for (const value of fields.flatMap((field) => field ?? []).slice(0, MAX_TURNS)) {
    shell.vars[command.name] = value;
    last = runList(shell, command.body);
  }
  return last;
}

/** Foresees one command by its model, else by what the lab declares that it produces. */
export function call(shell: Shell, invocation: Call): Outcome {
  const line = [invocation.name, ...invocation.args].join(' ');
  if (invocation.name === 'exit') {
    const code = Number(invocation.args[0] ?? 0);
    throw new Exit(code === 0 ? ok : { status: 'failed', exitCode: code, log: [] });
  }
  const model = own(shell.models, posix.basename(invocation.name));
  const [only, ...more] = invocation.args;
  if (!model && more.length === 0 && /^(?:--version|--help|-V|-v|version)$/.test(only ?? '')) return ok;
  const outcome = model ? model(shell, invocation) : undefined;
  if (outcome?.status === 'failed') return outcome;
  const produce = declared(shell, line);
  if (produce && !(outcome?.status === 'ok' && outcome.sized)) {
    applyProduce(shell, produce, outcome?.status === 'ok');
    return outcome?.status === 'ok' ? outcome : ok;
  }
  if (outcome?.status === 'ok') return outcome;
  const reason = outcome?.reason ?? `what \`${short(line)}\` does is not foreseen`;
  return note(shell, reason);
}

/** The lab's declaration for a command line: the longest prefix of it. */
function declared(shell: Shell, line: string): Produce | undefined {
  return shell.produces
    .filter((one) => line === one.run || line.startsWith(`${one.run} `))
    .sort((a, b) => b.run.length - a.run.length)[0];
}

/**
 * Makes what the lab says a command leaves. Where a model has already foreseen which paths there are, the
 * declaration only says how large they are, and fills folders that the model left open.
 */
function applyProduce(shell: Shell, produce: Produce, modelled: boolean): void {
  const { fs } = shell.state;
  const filled = new Set<string>();
  for (const [path, bytes] of Object.entries(produce.paths)) {
    const at = clean(posix.resolve(shell.cwd, path));
    const before = fs.follow(at);
    const parent = fs.follow(posix.dirname(at));
    if (modelled && !before && !parent?.open) continue;
    if (path.endsWith('/') || before?.type === 'directory') {
      fs.folder(at, shell.user);
      const listed = fs.bytes(at) - (fs.follow(at)?.hidden ?? 0);
      fs.change(fs.real(at), { open: true, hidden: Math.max(0, bytes - listed) });
      continue;
    }
    const { uid, gid } = shell.user;
    const keep = before?.read ? { read: before.read } : {};
    fs.put(at, { type: 'file', size: bytes, mode: before?.mode ?? 0o644, uid, gid, ...keep }, shell.user);
    if (modelled && parent?.open && !parent.hidden) filled.add(posix.dirname(fs.real(at)));
  }
  // Folders that the model left open are now declared whole.
  for (const folder of filled) fs.change(folder, { open: false });
}

/** Marks the files as not foreseen; the command itself is taken to succeed. */
function note(shell: Shell, reason: string): Outcome {
  shell.state.fs.unforeseen ??= reason;
  shell.state.unknown.size ??= reason;
  return unforeseen(reason);
}

function inputOf(shell: Shell, redirects: Redirect[]): string | undefined {
  for (const { operator, target } of redirects) {
    const text = expandText(target, shell);
    if (operator === '<<') return shell.heredocs.get(text ?? '');
    if (operator === '<<<') return text === undefined ? undefined : `${text}\n`;
    if (operator === '<' && text !== undefined) return shell.state.fs.text(posix.resolve(shell.cwd, text));
  }
  return undefined;
}

function redirect(shell: Shell, redirects: Redirect[], outcome: Outcome): Outcome {
  let kept = outcome;
  for (const { fd, operator, target } of redirects) {
    if (operator !== '>' && operator !== '>>') continue;
    const path = expandText(target, shell);
    if (path === undefined || path.startsWith('/dev/')) continue;
    const at = posix.resolve(shell.cwd, path);
    if (mayNotWrite(shell, at))
      return { status: 'failed', exitCode: 1, log: [`/bin/sh: can't create ${path}: Permission denied`] };
    const { fs } = shell.state;
    const text = fd === 1 && outcome.status === 'ok' ? outcome.stdout : undefined;
    const before = operator === '>>' ? (fs.text(at) ?? (fs.has(at) === 'no' ? '' : undefined)) : '';
    if (text !== undefined && before !== undefined) fs.write(at, before + text, owned(shell, at));
    else {
      const node = fs.follow(at);
      fs.put(at, {
        type: 'file',
        size: node?.size ?? 0,
        mode: node?.mode ?? 0o644,
        uid: shell.user.uid,
        gid: shell.user.gid,
      });
    }
    if (outcome.status === 'ok' && fd === 1) kept = ok;
  }
  return kept;
}

function owned(shell: Shell, path: string): { uid?: number; gid?: number } {
  return shell.state.fs.follow(path) ? {} : { uid: shell.user.uid, gid: shell.user.gid };
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
