import { failed, type Model, ok } from '../shell/shell.ts';
import { accounts, appendGroup, appendUser, freeId, joinGroup, makeHome } from './accounts.ts';
import { readOptions } from './options.ts';

const FIRST = 1000;
const LAST = 60_000;

/** shadow-utils `useradd` with Debian's login.defs: a group of the same name, no home unless `-m`. */
export const useradd: Model = (shell, { args }) => {
  const options = readOptions(args, [
    ...'bcdefgGkKpsuZ',
    ...['base-dir', 'comment', 'home-dir', 'home', 'expiredate', 'inactive', 'gid', 'groups', 'skel', 'key'],
    ...['password', 'shell', 'uid'],
  ]);
  const name = options.operands[0] ?? '';
  const { users, groups } = accounts(shell);
  if (name === '') return failed(2, 'Usage: useradd [options] LOGIN');
  if (users.some((user) => user.name === name)) return failed(9, `useradd: user '${name}' already exists`);
  const system = options.has('r', 'system');
  const taken = users.map((user) => user.uid);
  const wanted = options.value('u', 'uid');
  const uid =
    wanted === undefined
      ? system
        ? freeId(taken, 100, 999, true)
        : freeId(taken, FIRST, LAST)
      : Number(wanted);
  if (taken.includes(uid) && !options.has('o', 'non-unique'))
    return failed(4, `useradd: UID ${uid} is not unique`);
  const groupWanted = options.value('g', 'gid');
  const group = groups.find((one) => one.name === groupWanted || String(one.gid) === groupWanted);
  if (groupWanted !== undefined && !group) return failed(6, `useradd: group '${groupWanted}' does not exist`);
  const ids = groups.map((one) => one.gid);
  let gid = group?.gid ?? 100;
  if (!group && !options.has('N', 'no-user-group')) {
    if (groups.some((one) => one.name === name)) {
      return failed(9, `useradd: group ${name} exists - if you want to add this user to that group, use -g.`);
    }
    gid = ids.includes(uid) ? freeId(ids, system ? 100 : FIRST, system ? 999 : LAST, system) : uid;
    appendGroup(shell, { name, gid });
  }
  const others = (options.value('G', 'groups') ?? '').split(',').filter(Boolean);
  const absent = others.find(
    (other) => !groups.some((one) => one.name === other || String(one.gid) === other),
  );
  if (absent !== undefined) return failed(6, `useradd: group '${absent}' does not exist`);
  const home = options.value('d', 'home-dir', 'home') ?? `/home/${name}`;
  const user = { name, uid, gid, home, shell: options.value('s', 'shell') ?? '/bin/sh' };
  appendUser(shell, user, options.value('c', 'comment') ?? '');
  for (const other of others) joinGroup(shell, name, other);
  if (options.has('m', 'create-home')) makeHome(shell, user);
  return ok;
};

/** shadow-utils `groupadd`. */
export const groupadd: Model = (shell, { args }) => {
  const options = readOptions(args, ['g', 'gid', 'K', 'key', 'p', 'password', 'U', 'users']);
  const name = options.operands[0] ?? '';
  const { groups } = accounts(shell);
  if (groups.some((one) => one.name === name)) {
    return options.has('f', 'force') ? ok : failed(9, `groupadd: group '${name}' already exists`);
  }
  const system = options.has('r', 'system');
  const ids = groups.map((one) => one.gid);
  const wanted = options.value('g', 'gid');
  const gid =
    wanted === undefined ? (system ? freeId(ids, 100, 999, true) : freeId(ids, FIRST, LAST)) : Number(wanted);
  if (ids.includes(gid) && !options.has('o', 'non-unique'))
    return failed(4, `groupadd: GID '${gid}' already exists`);
  appendGroup(shell, { name, gid });
  return ok;
};

const LONG = [
  ...[
    'home',
    'shell',
    'uid',
    'gid',
    'firstuid',
    'lastuid',
    'gecos',
    'comment',
    'ingroup',
    'conf',
    'add_extra_groups',
  ],
];
const FLAGS = [
  ...[
    'system',
    'group',
    'disabled-password',
    'disabled-login',
    'no-create-home',
    'quiet',
    'debug',
    'force-badname',
  ],
  ...['allow-badname', 'allow-all-names', 'q'],
];

/** Debian's `adduser` (Perl): long options only; without `--disabled-password` it asks, and gets no answer. */
export const adduserDebian: Model = (shell, { args }) => {
  const options = readOptions(args, LONG, FLAGS);
  if (options.strange.length > 0) {
    return failed(
      2,
      `Unknown option: ${options.strange[0]?.replace(/^-+/, '')}`,
      'adduser: only long options are known here; useradd has short ones',
    );
  }
  const [name = '', toGroup] = options.operands;
  const { users, groups } = accounts(shell);
  if (toGroup !== undefined) {
    if (!users.some((user) => user.name === name))
      return failed(1, `adduser: The user '${name}' does not exist.`);
    if (!groups.some((one) => one.name === toGroup))
      return failed(1, `adduser: The group '${toGroup}' does not exist.`);
    joinGroup(shell, name, toGroup);
    return ok;
  }
  const system = options.has('system');
  if (users.some((user) => user.name === name)) {
    return system ? ok : failed(1, `adduser: The user '${name}' already exists.`);
  }
  const taken = users.map((user) => user.uid);
  const wanted = options.value('uid');
  const uid =
    wanted === undefined ? freeId(taken, system ? 100 : FIRST, system ? 999 : LAST) : Number(wanted);
  if (taken.includes(uid)) return failed(1, `adduser: The UID ${uid} is already in use.`);
  const inGroup = options.value('ingroup');
  const byId = options.value('gid');
  const group = groups.find(
    (one) => one.name === inGroup || (byId !== undefined && one.gid === Number(byId)),
  );
  if ((inGroup !== undefined || byId !== undefined) && !group) {
    return failed(1, `adduser: The group '${inGroup ?? byId}' does not exist.`);
  }
  let gid = group?.gid ?? 65_534;
  const ids = groups.map((one) => one.gid);
  if (!group && (!system || options.has('group'))) {
    const same = groups.find((one) => one.name === name);
    gid = same?.gid ?? (ids.includes(uid) ? freeId(ids, system ? 100 : FIRST, system ? 999 : LAST) : uid);
    if (!same) appendGroup(shell, { name, gid });
  }
  const home = options.value('home') ?? (system ? '/nonexistent' : `/home/${name}`);
  const user = {
    name,
    uid,
    gid,
    home,
    shell: options.value('shell') ?? (system ? '/usr/sbin/nologin' : '/bin/bash'),
  };
  appendUser(shell, user, options.value('gecos', 'comment') ?? '');
  if (!options.has('no-create-home') && home !== '/nonexistent') makeHome(shell, user);
  return ok;
};

/** Debian's `addgroup`. */
export const addgroupDebian: Model = (shell, { args, name: command }) => {
  const options = readOptions(args, ['gid', 'conf', 'firstgid', 'lastgid'], FLAGS);
  if (options.strange.length > 0)
    return failed(2, `Unknown option: ${options.strange[0]?.replace(/^-+/, '')}`);
  const [name = '', group] = options.operands;
  if (group !== undefined) return adduserDebian(shell, { name: command, args: [name, group] });
  const { groups } = accounts(shell);
  const system = options.has('system');
  if (groups.some((one) => one.name === name)) {
    return system ? ok : failed(1, `addgroup: The group '${name}' already exists.`);
  }
  const ids = groups.map((one) => one.gid);
  const wanted = options.value('gid');
  const gid = wanted === undefined ? freeId(ids, system ? 100 : FIRST, system ? 999 : LAST) : Number(wanted);
  if (ids.includes(gid)) return failed(1, `addgroup: The GID ${gid} is already in use.`);
  appendGroup(shell, { name, gid });
  return ok;
};
