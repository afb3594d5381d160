import { posix } from 'node:path';
import { matcher } from '../pattern.ts';
import { failed, type Model, type Outcome, ok, type Shell, unforeseen } from '../shell/shell.ts';
import type { Node } from '../vfs.ts';

type Test = (path: string, node: Node) => boolean;
interface Plan {
  roots: string[];
  tests: Test[];
  deletes: boolean;
  /** `-exec`: the command with `{}` in it. */
  runs: string[][];
}

/** `find` with the tests and actions that RUN lines use; it finds what is listed of the image. */
const find: Model = (shell, { args }) => {
  const plan = readPlan(args);
  if (!plan) return unforeseen(`what \`find ${args.join(' ')}\` finds is not foreseen`);
  const { fs } = shell.state;
  for (const root of plan.roots) {
    const top = fs.real(posix.resolve(shell.cwd, root));
    if (fs.has(top) === 'no') return failed(1, `find: ${root}: No such file or directory`);
    const found = [top, ...fs.below(top)].sort().filter((path) => {
      const node = fs.get(path);
      return node !== undefined && plan.tests.every((test) => test(path, node));
    });
    for (const path of found.reverse()) {
      if (plan.deletes) fs.remove(path);
      const wrong = runAll(shell, plan.runs, path);
      if (wrong) return wrong;
    }
  }
  return ok;
};

function runAll(shell: Shell, runs: string[][], path: string): Outcome | undefined {
  for (const run of runs) {
    const words = run.map((word) => (word === '{}' ? path : word));
    const outcome = shell.run(
      { ...shell },
      words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '),
    );
    if (outcome.status === 'unforeseen') return outcome;
  }
  return undefined;
}

function readPlan(args: readonly string[]): Plan | undefined {
  const first = args.findIndex((arg) => /^[-(!]/.test(arg));
  const roots = first < 0 ? [...args] : args.slice(0, first);
  const plan: Plan = { roots: roots.length > 0 ? roots : ['.'], tests: [], deletes: false, runs: [] };
  const rest = first < 0 ? [] : args.slice(first);
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    const value = rest[at + 1] ?? '';
    if (['-xdev', '-mount', '-depth', '-print', '-follow'].includes(word)) continue;
    if (word === '-delete') plan.deletes = true;
    else if (word === '-exec' || word === '-execdir') {
      const end = rest.findIndex((one, index) => index > at && (one === ';' || one === '+'));
      if (end < 0) return undefined;
      plan.runs.push(rest.slice(at + 1, end));
      at = end;
    } else {
      const test = readTest(word, value);
      if (!test) return undefined;
      plan.tests.push(test);
      at++;
    }
  }
  return plan;
}

function readTest(word: string, value: string): Test | undefined {
  if (word === '-name' || word === '-iname') {
    const matches = matcher(word === '-iname' ? value.toLowerCase() : value);
    return (path) => matches(word === '-iname' ? posix.basename(path).toLowerCase() : posix.basename(path));
  }
  if (word === '-type') {
    const type = ({ f: 'file', d: 'directory', l: 'symlink' } as Record<string, string>)[value];
    return (_, node) => node.type === type;
  }
  if (word === '-perm' && /^[-/+]?[0-7]+$/.test(value)) {
    const bits = Number.parseInt(value.replace(/^[-/+]/, ''), 8);
    if (value.startsWith('-')) return (_, node) => (node.mode & bits) === bits;
    if (/^[/+]/.test(value)) return (_, node) => (node.mode & bits) !== 0;
    return (_, node) => node.mode === bits;
  }
  return undefined;
}

export const findModels: Record<string, Model> = { find };
