import { posix } from 'node:path';
import { own } from '../own.ts';
import { failed, type Model, notFound, type Outcome, ok, type Shell, unforeseen } from '../shell/shell.ts';
import { upwards } from '../vfs.ts';
import { cacheOf, globalInstall, install, installClean, prune } from './npm-install.ts';
import { npmScript } from './npm-run.ts';
import { readOptions } from './options.ts';

const OPTIONS = [
  'omit',
  'include',
  'only',
  'prefix',
  'C',
  'w',
  'workspace',
  'cache',
  'registry',
  'loglevel',
  'userconfig',
];
/** npm's own aliases. */
const ALIAS: Record<string, string> = {
  i: 'install',
  add: 'install',
  in: 'install',
  'clean-install': 'ci',
  ic: 'ci',
  'install-clean': 'ci',
  'run-script': 'run',
  rum: 'run',
  t: 'test',
  tst: 'test',
  uninstall: 'uninstall',
  un: 'uninstall',
  rm: 'uninstall',
};

/** Where npm works: the nearest folder, from this one upwards, with a package.json or node_modules; else this one. */
function npmPrefix({ cwd, state: { fs } }: Shell): string {
  const marks = ['package.json', 'node_modules'];
  const found = upwards(cwd).find((dir) => marks.some((name) => fs.has(posix.join(dir, name)) !== 'no'));
  return found ?? cwd;
}

const npm: Model = (shell, { args }) => {
  if (!hasNode(shell, 'npm')) return notFound('npm');
  const options = readOptions(args, OPTIONS);
  const [given = '', ...operands] = options.operands;
  const verb = own(ALIAS, given) ?? given;
  const prefix = options.value('prefix', 'C');
  const dir = prefix === undefined ? npmPrefix(shell) : posix.resolve(shell.cwd, prefix);
  const omit = omitted(shell, args);
  switch (verb) {
    case 'ci':
      return installClean(shell, dir, omit);
    case 'install':
      if (options.has('g', 'global')) return globalInstall(shell, operands);
      return install(shell, dir, omit, operands);
    case 'prune':
      return prune(shell, dir, omit);
    case 'cache':
      if (operands[0] === 'clean') shell.state.fs.remove(posix.join(cacheOf(shell), '_cacache'));
      return ok;
    case 'run':
      return operands[0] === undefined ? ok : npmScript(shell, dir, operands[0], options.has('if-present'));
    case 'test':
    case 'start':
      return npmScript(shell, dir, verb, false);
    case 'config':
    case 'set':
    case 'audit':
    case 'version':
    case 'view':
    case 'ls':
    case 'list':
    case 'fund':
    case 'outdated':
    case '':
      return ok;
    default:
      return unforeseen(`what \`npm ${given}\` does is not foreseen`);
  }
};

/** Which kinds of dependency a command leaves out: options win over NODE_ENV and npm's own variables. */
function omitted(shell: Shell, args: readonly string[]): Set<string> {
  const omit = new Set<string>();
  if (shell.vars.NODE_ENV === 'production' || shell.vars.NPM_CONFIG_PRODUCTION === 'true') omit.add('dev');
  for (const word of [shell.vars.NPM_CONFIG_OMIT, shell.vars.npm_config_omit]) if (word) omit.add(word);
  args.forEach((arg, index) => {
    const [name = '', inline] = arg.split('=', 2);
    const value = inline ?? args[index + 1] ?? '';
    if (name === '--omit') omit.add(value);
    if (name === '--only' && /^prod/.test(value)) omit.add('dev');
    if (name === '--production' && inline !== 'false') omit.add('dev');
    if (name === '--production' && inline === 'false') omit.delete('dev');
    if (name === '--no-optional') omit.add('optional');
  });
  args.forEach((arg, index) => {
    const [name = '', inline] = arg.split('=', 2);
    if (name === '--include') omit.delete(inline ?? args[index + 1] ?? '');
  });
  return omit;
}

function hasNode(shell: Shell, name: string): boolean {
  return (
    shell.state.fs.has(`/usr/local/bin/${name}`) !== 'no' || shell.state.fs.has(`/usr/bin/${name}`) === 'yes'
  );
}

const node: Model = (shell, { args }): Outcome => {
  if (!hasNode(shell, 'node')) return notFound('node');
  if (args.length === 0 || args.some((arg) => /^(?:-v|--version)$/.test(arg))) return ok;
  const script = args.find((arg) => !arg.startsWith('-'));
  if (script !== undefined && !args.some((arg) => /^(?:-e|-p|--eval|--print|--check|-c)$/.test(arg))) {
    const path = posix.resolve(shell.cwd, script);
    if (shell.state.fs.has(path) === 'no') return failed(1, `Error: Cannot find module '${path}'`);
  }
  return unforeseen(`what \`node ${args.join(' ')}\` does is not foreseen`);
};

export const npmModels: Record<string, Model> = { npm, node };
