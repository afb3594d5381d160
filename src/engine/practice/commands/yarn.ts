import { posix } from 'node:path';
import { failed, type Model, notFound, type Outcome, ok, type Shell, unforeseen } from '../shell/shell.ts';
import { accessDenied, readProject } from './npm-install.ts';
import { npmScript } from './npm-run.ts';

const LOCKS: Record<string, string> = { yarn: 'yarn.lock', pnpm: 'pnpm-lock.yaml' };
/** What both call their own; anything else is a script's name. */
const HARMLESS = new Set([
  'config',
  'cache',
  'store',
  'set',
  'version',
  'why',
  'list',
  'audit',
  'import',
  'fetch',
  'setup',
]);

/** `yarn` and `pnpm`: which direct dependencies they install is foreseen, not what those need, nor their size. */
function other(tool: 'yarn' | 'pnpm'): Model {
  return (shell, { args }) => {
    const { fs } = shell.state;
    if (['/usr/local/bin', '/usr/bin'].every((dir) => fs.has(`${dir}/${tool}`) === 'no'))
      return notFound(tool);
    const [verb = 'install', ...rest] = args.filter((arg) => !arg.startsWith('-'));
    if (verb === 'install' || verb === 'i' || verb === 'ci') return install(shell, tool, args);
    if (HARMLESS.has(verb)) return ok;
    if (['add', 'remove', 'dlx', 'exec', 'deploy', 'prune', 'up', 'workspaces'].includes(verb)) {
      return unforeseen(`what \`${tool} ${verb}\` does is not foreseen`);
    }
    return npmScript(
      shell,
      shell.cwd,
      verb === 'run' ? (rest[0] ?? '') : verb,
      args.includes('--if-present'),
    );
  };
}

function install(shell: Shell, tool: 'yarn' | 'pnpm', args: readonly string[]): Outcome {
  const project = readProject(shell, shell.cwd);
  if ('status' in project) return project;
  const denied = accessDenied(shell, shell.cwd);
  if (denied) return denied;
  const { fs } = shell.state;
  const lock = LOCKS[tool] ?? '';
  const frozen = args.some((arg) => ['--frozen-lockfile', '--immutable'].includes(arg));
  if (frozen && fs.has(posix.join(shell.cwd, lock)) === 'no') {
    return failed(
      1,
      tool === 'pnpm'
        ? 'ERR_PNPM_NO_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is absent'
        : `error Your lockfile needs to be updated: no ${lock}`,
    );
  }
  const production =
    args.some((arg) => ['--production', '--prod', '-P'].includes(arg)) ||
    shell.vars.NODE_ENV === 'production';
  const { dependencies, devDependencies } = project.manifest;
  const modules = posix.join(shell.cwd, 'node_modules');
  for (const name of Object.keys({ ...dependencies, ...(production ? {} : devDependencies) })) {
    const at = posix.join(modules, name);
    fs.folder(at, shell.user);
    fs.change(at, { open: true });
  }
  fs.folder(modules, shell.user);
  // A devDependency that was left out is not there, whatever else is.
  if (production)
    fs.declareMissing(Object.keys(devDependencies ?? {}).map((name) => posix.join(modules, name)));
  fs.change(modules, { open: true });
  shell.state.unknown.size ??= `how much \`${tool} install\` installs is not foreseen`;
  return ok;
}

const corepack: Model = (shell, { args }) => {
  const { fs } = shell.state;
  if (fs.has('/usr/local/bin/corepack') === 'no' && fs.has('/usr/bin/corepack') === 'no')
    return notFound('corepack');
  if (args[0] !== 'enable') return ok;
  for (const tool of ['yarn', 'pnpm', 'pnpx', 'yarnpkg']) {
    fs.put(`/usr/local/bin/${tool}`, {
      type: 'symlink',
      size: 0,
      mode: 0o777,
      uid: 0,
      gid: 0,
      linkTarget: '../lib/node_modules/corepack',
    });
  }
  return ok;
};

export const yarnModels: Record<string, Model> = { yarn: other('yarn'), pnpm: other('pnpm'), corepack };
