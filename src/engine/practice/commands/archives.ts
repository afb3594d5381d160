import { posix } from 'node:path';
import { failed, type Model, ok, type Shell } from '../shell/shell.ts';
import { at } from './coreutils.ts';
import { readOptions } from './options.ts';

/** Something was unpacked into a folder: what, and how much, nobody has looked at. */
function unpackInto(shell: Shell, folder: string, archive: string): void {
  const { fs } = shell.state;
  fs.folder(folder, shell.user);
  fs.change(fs.real(folder), { open: true });
  shell.state.unknown.size ??= `how much is in ${posix.basename(archive)} is not known`;
}

/** Archives: unpacking opens a folder, packing leaves a file of unknown size. */
export const archiveModels: Record<string, Model> = {
  tar(shell, { args }) {
    // The first word may be a bundle of options without its dash.
    const [first = '', ...rest] = args;
    const words = /^[a-zA-Z]+$/.test(first) ? [`-${first}`, ...rest] : args;
    const options = readOptions(words, ['f', 'C', 'file', 'directory', 'strip-components', 'exclude']);
    const archive = options.value('f', 'file') ?? '-';
    if (archive !== '-' && options.has('x', 'extract') && shell.state.fs.has(at(shell, archive)) === 'no') {
      return failed(1, `tar: can't open '${archive}': No such file or directory`);
    }
    if (options.has('x', 'extract'))
      unpackInto(shell, at(shell, options.value('C', 'directory') ?? '.'), archive);
    else if (options.has('c', 'create') && archive !== '-') leave(shell, archive);
    return ok;
  },
  unzip(shell, { args }) {
    const options = readOptions(args, ['d', 'x', 'P']);
    const archive = options.operands[0] ?? '';
    if (shell.state.fs.has(at(shell, archive)) === 'no')
      return failed(9, `unzip:  cannot find or open ${archive}`);
    unpackInto(shell, at(shell, options.value('d') ?? '.'), archive);
    return ok;
  },
};

function leave(shell: Shell, path: string): void {
  const { uid, gid } = shell.user;
  shell.state.fs.put(at(shell, path), { type: 'file', size: 0, mode: 0o644, uid, gid }, shell.user);
  shell.state.unknown.size ??= `how large ${posix.basename(path)} becomes is not known`;
}
