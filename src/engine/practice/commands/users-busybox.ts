import { failed, type Model, ok } from '../shell/shell.ts';
import { accounts, appendGroup, appendUser, freeId, joinGroup, makeHome } from './accounts.ts';
import { readOptions } from './options.ts';

/** BusyBox `loginutils/adduser.c`: system users from 100, others from 1000; system ones belong to nogroup. */
export const adduserBusybox: Model = (shell, { args }) => {
  const options = readOptions(
    args,
    ['h', 'g', 's', 'G', 'u', 'k', 'home', 'gecos', 'shell', 'ingroup', 'uid', 'skel'],
    ['S', 'D', 'H', 'system', 'disabled-password', 'empty-password', 'no-create-home', 'quiet'],
  );
  if (options.strange.length > 0)
    return failed(1, `adduser: unrecognized option: ${options.strange[0]?.replace(/^-+/, '')}`);
  const [name = '', group] = options.operands;
  const { users, groups } = accounts(shell);
  if (group !== undefined) {
    if (!users.some((user) => user.name === name)) return failed(1, `adduser: unknown user ${name}`);
    if (!groups.some((one) => one.name === group)) return failed(1, `adduser: unknown group ${group}`);
    joinGroup(shell, name, group);
    return ok;
  }
  if (name === '') return failed(1, 'BusyBox multi-call binary.', 'Usage: adduser [OPTIONS] USER [GROUP]');
  if (users.some((user) => user.name === name)) return failed(1, `adduser: user '${name}' in use`);
  const system = options.has('S', 'system');
  const wanted = options.value('u', 'uid');
  const taken = users.map((user) => user.uid);
  const uid =
    wanted === undefined ? freeId(taken, system ? 100 : 1000, system ? 999 : 59_999) : Number(wanted);
  if (taken.includes(uid)) return failed(1, `adduser: uid '${uid}' in use`);
  const inGroup = options.value('G', 'ingroup');
  const found = groups.find((one) => one.name === inGroup);
  if (inGroup !== undefined && !found) return failed(1, `adduser: unknown group ${inGroup}`);
  let gid = found?.gid ?? (system ? (groups.find((one) => one.name === 'nogroup')?.gid ?? 65_533) : uid);
  if (!found && !system) {
    if (groups.some((one) => one.name === name)) return failed(1, `addgroup: group '${name}' in use`);
    const ids = groups.map((one) => one.gid);
    if (ids.includes(gid)) gid = freeId(ids, 1000, 59_999);
    appendGroup(shell, { name, gid });
  }
  const home = options.value('h', 'home') ?? `/home/${name}`;
  const login = options.value('s', 'shell') ?? (system ? '/sbin/nologin' : '/bin/sh');
  const user = { name, uid, gid, home, shell: login };
  appendUser(shell, user, options.value('g', 'gecos') ?? 'Linux User,,,');
  if (inGroup !== undefined) joinGroup(shell, name, inGroup);
  if (!options.has('H', 'no-create-home')) makeHome(shell, user, 0o2755);
  return ok;
};

/** BusyBox `loginutils/addgroup.c`. */
export const addgroupBusybox: Model = (shell, { args }) => {
  const options = readOptions(args, ['g', 'gid'], ['S', 'system']);
  if (options.strange.length > 0)
    return failed(1, `addgroup: unrecognized option: ${options.strange[0]?.replace(/^-+/, '')}`);
  const [first = '', second] = options.operands;
  const { users, groups } = accounts(shell);
  if (second !== undefined) {
    if (!users.some((user) => user.name === first)) return failed(1, `addgroup: unknown user ${first}`);
    if (!groups.some((one) => one.name === second)) return failed(1, `addgroup: unknown group ${second}`);
    joinGroup(shell, first, second);
    return ok;
  }
  if (groups.some((one) => one.name === first)) return failed(1, `addgroup: group '${first}' in use`);
  const system = options.has('S', 'system');
  const wanted = options.value('g', 'gid');
  const ids = groups.map((one) => one.gid);
  const gid = wanted === undefined ? freeId(ids, system ? 100 : 1000, system ? 999 : 59_999) : Number(wanted);
  if (ids.includes(gid)) return failed(1, `addgroup: gid '${gid}' in use`);
  appendGroup(shell, { name: first, gid });
  return ok;
};
