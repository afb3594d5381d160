import { failed, type Model, needsRoot, notFound, ok } from '../shell/shell.ts';
import { readOptions } from './options.ts';
import { installPackages, removePackages } from './packages.ts';

const INDEX = '/var/cache/apk';
/** Alpine's package index, main and community, as `apk update` leaves it. */
const INDEX_BYTES = 2_600_000;

/** What is removed with apk-tools on Alpine 3.20: measured on its real root file system. */
const WITH_APK_TOOLS = ['ca-certificates-bundle', 'ssl_client'];

const virtual = new WeakMap<object, Map<string, string[]>>();

/** `apk`: Alpine's package manager. */
const apk: Model = (shell, { args }) => {
  const { fs, distro } = shell.state;
  if (fs.has('/sbin/apk') === 'no' || (distro !== undefined && distro !== 'alpine')) return notFound('apk');
  const options = readOptions(args, ['t', 'virtual', 'X', 'repository', 'p', 'root', 'arch']);
  const [verb = '', ...names] = options.operands;
  if (['add', 'del', 'update', 'upgrade'].includes(verb) && needsRoot(shell)) {
    return failed(
      99,
      'ERROR: Unable to lock database: Permission denied',
      'ERROR: Failed to open apk database: Permission denied',
    );
  }
  const groups = virtual.get(shell.state) ?? new Map<string, string[]>();
  virtual.set(shell.state, groups);
  if (verb === 'add') {
    installPackages(shell, 'apk', names);
    const group = options.value('t', 'virtual');
    if (group !== undefined) groups.set(group, names);
  }
  if (verb === 'del') {
    removePackages(
      shell,
      'apk',
      names.flatMap((name) => groups.get(name) ?? [name]),
    );
    if (names.includes('apk-tools')) removePackages(shell, 'apk', WITH_APK_TOOLS);
  }
  const leavesIndex = verb === 'update' || (['add', 'upgrade'].includes(verb) && !options.has('no-cache'));
  if (leavesIndex) {
    fs.folder(INDEX);
    fs.change(INDEX, { open: true, hidden: INDEX_BYTES });
  }
  return ok;
};

export const apkModels: Record<string, Model> = { apk };
