import { posix } from 'node:path';
import { mayNotWrite } from '../permissions.ts';
import { failed, type Model, ok, type Shell, unforeseen } from '../shell/shell.ts';
import type { Node } from '../vfs.ts';
import { at } from './coreutils.ts';
import { applyMode } from './mode.ts';
import { readOptions } from './options.ts';

function copyTree(shell: Shell, from: string, to: string): void {
  const { fs } = shell.state;
  const source = fs.real(from);
  const give = (node: Node): Node => ({ ...node, uid: shell.user.uid, gid: shell.user.gid });
  const paths = [source, ...fs.below(source)];
  for (const path of paths) {
    const node = fs.get(path);
    if (node) fs.put(posix.join(to, path.slice(source.length)), give(node), shell.user);
  }
}

function place(shell: Shell, name: string, operands: string[], move: boolean, recursive: boolean) {
  const target = operands.at(-1) ?? '';
  const sources = operands.slice(0, -1);
  const { fs } = shell.state;
  const to = at(shell, target);
  const folder = fs.follow(to)?.type === 'directory' || target.endsWith('/');
  for (const source of sources) {
    const from = at(shell, source);
    const known = fs.has(from);
    if (known === 'no') return failed(1, `${name}: can't stat '${source}': No such file or directory`);
    if (known === 'unknown') return unforeseen(`what ${source} holds is not known`);
    if (!recursive && fs.follow(from)?.type === 'directory') {
      if (!move) return failed(1, `${name}: omitting directory '${source}'`);
    }
    if (mayNotWrite(shell, folder ? posix.join(to, posix.basename(source)) : to)) {
      return failed(1, `${name}: can't create '${target}': Permission denied`);
    }
    const dotted = /(?:^|\/)\.$/.test(source);
    copyTree(shell, from, folder && !dotted ? posix.join(to, posix.basename(source)) : to);
    if (move) fs.remove(from);
  }
  return ok;
}

/** A file of known presence and unknown content: what a download or an archive leaves. */
function leave(shell: Shell, path: string): void {
  shell.state.fs.put(
    at(shell, path),
    { type: 'file', size: 0, mode: 0o644, uid: shell.user.uid, gid: shell.user.gid },
    shell.user,
  );
  shell.state.unknown.size ??= `how large the downloaded ${posix.basename(path)} is, is not known`;
}

/** Copying, moving, installing, downloading and editing files. */
export const fileModels: Record<string, Model> = {
  cp(shell, { args }) {
    const options = readOptions(args, ['t']);
    return place(shell, 'cp', options.operands, false, options.has('r', 'R', 'a', 'recursive', 'archive'));
  },
  mv: (shell, { args }) => place(shell, 'mv', readOptions(args, ['t']).operands, true, true),
  install(shell, { args }) {
    const options = readOptions(args, ['m', 'o', 'g', 'mode', 'owner', 'group']);
    const mode = applyMode(options.value('m', 'mode') ?? '755', 0o755, true);
    if (options.has('d', 'directory')) {
      for (const path of options.operands) shell.state.fs.folder(at(shell, path), shell.user, mode);
      return ok;
    }
    const outcome = place(shell, 'install', options.operands, false, false);
    return outcome;
  },
  wget(shell, { args }) {
    const options = readOptions(args, ['O', 'output-document', 'P', 'T', 't', 'U']);
    const output = options.value('O', 'output-document');
    const url = options.operands[0] ?? '';
    if (options.has('spider') || output === '-') return ok;
    leave(
      shell,
      output ?? posix.join(options.value('P') ?? '.', posix.basename(url.split('?')[0] ?? 'index.html')),
    );
    return ok;
  },
  curl(shell, { args }) {
    if (shell.state.fs.has('/usr/bin/curl') === 'no') return failed(127, '/bin/sh: curl: not found');
    const options = readOptions(args, [
      'o',
      'output',
      'H',
      'header',
      'd',
      'data',
      'X',
      'request',
      'u',
      'user',
      'A',
    ]);
    const output = options.value('o', 'output');
    if (output !== undefined) leave(shell, output);
    else if (options.has('O', 'remote-name')) leave(shell, posix.basename(options.operands[0] ?? ''));
    return ok;
  },
  sed(shell, { args }) {
    if (!args.some((arg) => /^-[a-zA-Z]*i|^--in-place/.test(arg))) return ok;
    const path = args.at(-1) ?? '';
    const { fs } = shell.state;
    const node = fs.follow(at(shell, path));
    if (!node)
      return fs.has(at(shell, path)) === 'no' ? failed(1, `sed: ${path}: No such file or directory`) : ok;
    const { read: _, ...rest } = node;
    fs.put(fs.real(at(shell, path)), rest);
    return ok;
  },
};
