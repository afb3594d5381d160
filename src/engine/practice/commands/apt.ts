import { failed, type Model, needsRoot, notFound, ok } from '../shell/shell.ts';
import { readOptions } from './options.ts';
import { installPackages, removePackages } from './packages.ts';

const LISTS = '/var/lib/apt/lists';
/** Debian's package lists, main, as `apt-get update` leaves them. */
const LISTS_BYTES = 20_000_000;

/** `apt-get` and `apt`: Debian's package manager. */
const apt: Model = (shell, { name, args }) => {
  const { fs, distro } = shell.state;
  if (distro !== undefined && distro !== 'debian') return notFound(name);
  if (['no'].includes(fs.has('/usr/bin/apt-get'))) return notFound(name);
  const options = readOptions(args, ['o', 't', 'c', 'option', 'target-release']);
  const [verb = '', ...names] = options.operands;
  if (needsRoot(shell) && ['update', 'install', 'remove', 'purge', 'upgrade', 'autoremove'].includes(verb)) {
    return failed(
      100,
      'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)',
    );
  }
  if (verb === 'update') {
    fs.folder(LISTS);
    fs.change(LISTS, { open: true, hidden: LISTS_BYTES });
  }
  if (verb === 'install') {
    const first = names[0];
    // Official images ship without package lists.
    if (first !== undefined && distro === 'debian' && !fs.follow(LISTS)?.hidden) {
      return failed(100, 'Reading package lists...', `E: Unable to locate package ${first}`);
    }
    if (!options.has('y', 'yes', 'assume-yes', 'q=2')) {
      return failed(1, 'Do you want to continue? [Y/n] Abort.');
    }
    installPackages(
      shell,
      'apt',
      names.filter((one) => !/[-+]$/.test(one) || /\+\+$/.test(one)),
    );
  }
  if (verb === 'remove' || verb === 'purge' || verb === 'autoremove') removePackages(shell, 'apt', names);
  return ok;
};

export const aptModels: Record<string, Model> = {
  'apt-get': apt,
  apt,
  'apt-cache': () => ok,
  dpkg: () => ok,
};
