import { failed, type Model, needsRoot, notFound, ok, type Shell } from '../shell/shell.ts';
import { readOptions } from './options.ts';
import { addgroupBusybox, adduserBusybox } from './users-busybox.ts';
import { addgroupDebian, adduserDebian, groupadd, useradd } from './users-debian.ts';

/** Which flavour of the command is in this image: BusyBox's, Debian's, or none. */
function flavoured(busybox: Model | undefined, debian: Model): Model {
  return (shell, call) => {
    const { distro, fs } = shell.state;
    if (distro === undefined) return guess(busybox, debian)(shell, call);
    const model =
      distro === 'debian' ? debian : distro === 'alpine' || distro === 'busybox' ? busybox : undefined;
    const installed = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].map((dir) => fs.has(`${dir}/${call.name}`));
    if (!model && installed.includes('yes')) return debian(shell, call);
    if (!model || (distro === 'debian' && installed.every((one) => one === 'no'))) return notFound(call.name);
    if (needsRoot(shell)) return failed(1, `${call.name}: Permission denied`);
    return model(shell, call);
  };
}

/** On a base nobody knows: whichever flavour takes the options. */
function guess(busybox: Model | undefined, debian: Model): Model {
  return (shell, call) => {
    const outcome = busybox?.(shell, call);
    return outcome && outcome.status !== 'failed' ? outcome : debian(shell, call);
  };
}

function removeLine(path: string): Model {
  return (shell, { args }) => {
    const name = readOptions(args, ['backup-to']).operands.at(-1) ?? '';
    const text = shell.state.fs.text(path);
    if (text === undefined) return ok;
    const kept = text.split('\n').filter((line) => !line.startsWith(`${name}:`));
    if (kept.length === text.split('\n').length) return failed(1, `unknown user or group ${name}`);
    shell.state.fs.write(path, kept.join('\n'));
    return ok;
  };
}

const usermod: Model = (shell, { args }) => {
  const options = readOptions(args, [
    'u',
    'g',
    'G',
    's',
    'd',
    'l',
    'c',
    'uid',
    'gid',
    'groups',
    'shell',
    'home',
    'login',
  ]);
  const name = options.operands[0] ?? '';
  const { fs } = shell.state;
  const text = fs.text('/etc/passwd');
  if (text === undefined) return ok;
  const line = text.split('\n').find((one) => one.startsWith(`${name}:`));
  if (!line) return failed(6, `usermod: user '${name}' does not exist`);
  const fields = line.split(':');
  const set = (index: number, value: string | undefined) => {
    if (value !== undefined) fields[index] = value;
  };
  set(0, options.value('l', 'login'));
  set(2, options.value('u', 'uid'));
  set(5, options.value('d', 'home'));
  set(6, options.value('s', 'shell'));
  fs.write('/etc/passwd', text.replace(line, fields.join(':')));
  return ok;
};

const needsShadow = (model: Model): Model => flavoured(undefined, model);

/** Commands that add, change and remove users and groups. */
export const userModels: Record<string, Model> = {
  adduser: flavoured(adduserBusybox, adduserDebian),
  addgroup: flavoured(addgroupBusybox, addgroupDebian),
  useradd: needsShadow(useradd),
  groupadd: needsShadow(groupadd),
  usermod: needsShadow(usermod),
  deluser: flavoured(removeLine('/etc/passwd'), removeLine('/etc/passwd')),
  delgroup: flavoured(removeLine('/etc/group'), removeLine('/etc/group')),
  userdel: needsShadow(removeLine('/etc/passwd')),
  groupdel: needsShadow(removeLine('/etc/group')),
  passwd: (shell: Shell) => (needsRoot(shell) ? failed(1, 'passwd: Permission denied') : ok),
};
