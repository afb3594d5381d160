import { posix } from 'node:path';
import { resolveOwner } from '../owner.ts';
import { mayNotWrite } from '../permissions.ts';
import { failed, type Model, ok, type Shell } from '../shell/shell.ts';
import type { Node } from '../vfs.ts';
import { applyMode } from './mode.ts';
import { readOptions } from './options.ts';

/** A path as a command of this shell means it. */
export function at(shell: Shell, path: string): string {
  return posix.resolve(shell.cwd, path);
}

const mode: Model = (shell, { name, args }) => {
  // A leading `-x` is a mode, not an option.
  const options = readOptions(
    args.filter((arg) => !/^-[rwxXst]+$/.test(arg)),
    ['reference'],
  );
  const taken = args.find((arg) => /^-[rwxXst]+$/.test(arg));
  const [change = '', ...paths] = taken ? [taken, ...options.operands] : options.operands;
  for (const path of paths) {
    const real = at(shell, path);
    const { fs } = shell.state;
    if (fs.has(real) === 'no') return missing(name, path);
    const all = options.has('R', 'recursive') ? [fs.real(real), ...fs.below(fs.real(real))] : [fs.real(real)];
    for (const one of all) {
      const node = fs.get(one);
      if (!node || node.type === 'symlink') continue;
      fs.change(one, { mode: applyMode(change, node.mode, node.type === 'directory') });
    }
  }
  return ok;
};

const owner: Model = (shell, { name, args }) => {
  const options = readOptions(args, ['from', 'reference']);
  const [spec = '', ...paths] = options.operands;
  if (shell.user.uid !== 0) return failed(1, `${name}: ${paths[0] ?? ''}: Operation not permitted`);
  const { fs } = shell.state;
  const wanted = name === 'chgrp' ? `:${spec}` : spec.replace(/^([^:]+)\.(?=[^:]+$)/, '$1:');
  const found = resolveOwner(fs, wanted);
  if ('missing' in found) return failed(1, `${name}: unknown user/group ${spec}`);
  const [userName = '', groupName] = wanted.split(':', 2);
  const change = {
    ...(userName === '' ? {} : { uid: found.uid }),
    ...(groupName === undefined ? {} : { gid: found.gid }),
  };
  for (const path of paths) {
    const real = at(shell, path);
    if (fs.has(real) === 'no') return missing(name, path);
    const all = options.has('R', 'recursive') ? [fs.real(real), ...fs.below(fs.real(real))] : [fs.real(real)];
    for (const one of all) fs.change(one, { ...change, ...withoutSetId(fs.get(one)) });
  }
  return ok;
};

/** The kernel takes setuid and setgid away from a file that changes hands (chown(2)). */
function withoutSetId(node: Node | undefined): { mode?: number } {
  if (node?.type !== 'file') return {};
  return { mode: node.mode & ~(node.mode & 0o010 ? 0o6000 : 0o4000) };
}

/** The file commands of BusyBox and GNU, as far as RUN lines use them. */
export const coreutils: Record<string, Model> = {
  chmod: mode,
  chown: owner,
  chgrp: owner,
  rm(shell, { args }) {
    const options = readOptions(args, []);
    const { fs } = shell.state;
    for (const path of options.operands) {
      const real = at(shell, path);
      if (!options.has('f', 'force') && fs.has(real) === 'no') return missing('rm', path);
      if (fs.get(real)?.type === 'directory' && !options.has('r', 'R', 'recursive')) {
        return failed(1, `rm: ${path}: is a directory`);
      }
      if (fs.has(real) === 'yes' && mayNotWrite(shell, posix.dirname(real))) {
        return failed(1, `rm: can't remove '${path}': Permission denied`);
      }
      fs.remove(real);
      // A pattern that stayed as it is may still have matched what nobody listed.
      const folder = posix.dirname(real);
      if (/^\*/.test(posix.basename(real)) && fs.follow(folder)?.open)
        fs.change(fs.real(folder), { hidden: 0, open: false });
    }
    return ok;
  },
  rmdir: (shell, { args }) => {
    for (const path of readOptions(args, []).operands) shell.state.fs.remove(at(shell, path));
    return ok;
  },
  mkdir(shell, { args }) {
    const options = readOptions(args, ['m', 'mode']);
    const { fs } = shell.state;
    for (const path of options.operands) {
      const real = at(shell, path);
      if (!options.has('p', 'parents')) {
        if (fs.has(real) === 'yes') return failed(1, `mkdir: can't create directory '${path}': File exists`);
        if (fs.has(posix.dirname(real)) === 'no') {
          return failed(1, `mkdir: can't create directory '${path}': No such file or directory`);
        }
      }
      if (fs.has(real) !== 'yes' && mayNotWrite(shell, real)) {
        return failed(1, `mkdir: can't create directory '${path}': Permission denied`);
      }
      const wanted = options.value('m', 'mode');
      fs.folder(real, shell.user, wanted ? applyMode(wanted, 0o755, true) : 0o755);
    }
    return ok;
  },
  touch(shell, { args }) {
    for (const path of readOptions(args, ['d', 't', 'r']).operands) {
      const real = at(shell, path);
      const { fs } = shell.state;
      if (mayNotWrite(shell, real)) return failed(1, `touch: ${path}: Permission denied`);
      if (fs.has(real) === 'yes') fs.change(fs.real(real), {});
      else fs.write(real, '', { uid: shell.user.uid, gid: shell.user.gid });
    }
    return ok;
  },
  ln(shell, { args }) {
    const options = readOptions(args, ['t', 'S']);
    const [target = '', link = posix.basename(target)] = options.operands;
    const { fs } = shell.state;
    const real = at(shell, link);
    const place =
      fs.follow(real)?.type === 'directory' && !options.has('n', 'T')
        ? posix.join(real, posix.basename(target))
        : real;
    if (options.has('s', 'symbolic')) {
      fs.put(place, {
        type: 'symlink',
        size: 0,
        mode: 0o777,
        uid: shell.user.uid,
        gid: shell.user.gid,
        linkTarget: target,
      });
    } else {
      const node = fs.follow(at(shell, target));
      if (!node) return fs.has(at(shell, target)) === 'no' ? missing('ln', target) : ok;
      fs.put(place, node);
    }
    return ok;
  },
  echo(_shell, { args }) {
    const noNewline = args[0] === '-n';
    const words = args.filter((arg, index) => !(index === 0 && /^-[neE]+$/.test(arg)));
    return { status: 'ok', stdout: words.join(' ') + (noNewline ? '' : '\n') };
  },
  printf(_shell, { args }) {
    const [format = '', ...values] = args;
    if (/%(?!s|%|d)/.test(format)) return ok;
    let next = 0;
    const once = () =>
      format
        .replace(/%[sd]/g, () => values[next++] ?? '')
        .replace('%%', '%')
        .replace(/\\n/g, '\n')
        .replace(/\\t/g, '\t');
    let text = once();
    while (next < values.length && next > 0) text += once();
    return { status: 'ok', stdout: text };
  },
  cat(shell, { args, stdin }) {
    const paths = args.filter((arg) => !arg.startsWith('-'));
    if (paths.length === 0) return stdin === undefined ? ok : { status: 'ok', stdout: stdin };
    const texts = paths.map((path) => shell.state.fs.text(at(shell, path)));
    const absent = paths.find((path) => shell.state.fs.has(at(shell, path)) === 'no');
    if (absent !== undefined) return missing('cat', absent);
    return texts.every((text) => text !== undefined) ? { status: 'ok', stdout: texts.join('') } : ok;
  },
};

function missing(name: string, path: string) {
  return failed(1, `${name}: ${path}: No such file or directory`);
}
