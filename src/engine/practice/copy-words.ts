import { posix } from 'node:path';
import type { Instruction } from '../../dockerfile/types.ts';
import { type Owner, resolveOwner } from './owner.ts';
import { matcher } from './pattern.ts';
import { PredictedFailure, type StageState } from './state.ts';
import { expandWord } from './words.ts';

/** A COPY or ADD, its words and flags read and filled in. */
export interface CopyWords {
  sources: string[];
  /** Of ADD: sources that are addresses. */
  remote: string[];
  target: string;
  /** `--from` */
  from?: string;
  owner?: Owner;
  mode?: number;
  parents: boolean;
  exclude: ((path: string) => boolean)[];
}

export function readCopy(state: StageState, instruction: Instruction, token: string): CopyWords {
  const fill = (word: string) => expandWord(word, state.vars, token);
  const flag = (name: string) => {
    const value = instruction.flags.find((one) => one.name === name)?.value;
    return value === undefined ? undefined : fill(value);
  };
  const heredocs = new Set(instruction.heredocs.map((heredoc) => heredoc.name));
  const words = instruction.args.slice(0, -1);
  const sources = words
    .filter((word) => !heredocs.has(word.replace(/^<<-?/, '').replace(/["']/g, '')))
    .map(fill);
  const isRemote = (source: string) =>
    instruction.keyword === 'ADD' && /^(?:https?|git|ssh):\/\//.test(source);
  const [from, chown, chmod] = [flag('from'), flag('chown'), flag('chmod')];
  return {
    sources: sources.filter((source) => !isRemote(source)),
    remote: sources.filter(isRemote),
    target: fill(instruction.args.at(-1) ?? ''),
    ...(from === undefined ? {} : { from }),
    ...(chown === undefined ? {} : { owner: ownerOf(state, chown) }),
    ...(chmod !== undefined && /^[0-7]{3,4}$/.test(chmod) ? { mode: Number.parseInt(chmod, 8) } : {}),
    parents: instruction.flags.some((one) => one.name === 'parents'),
    exclude: instruction.flags
      .filter((one) => one.name === 'exclude')
      .map((one) => matcher(fill(one.value ?? '').replace(/^\//, ''))),
  };
}

/** BuildKit's `--chown`: a name that is not in the image silently means root, a missing group the user's. */
function ownerOf(state: StageState, spec: string): Owner {
  // Nothing is there yet in which a name could be looked up.
  if (state.fs.isEmpty() && !/^-?\d*(?::-?\d*)?$/.test(spec))
    throw new PredictedFailure('other', 'invalid user index: -1');
  const found = resolveOwner(state.fs, spec);
  if ('missing' in found) {
    const user = found.missing === 'group' ? resolveOwner(state.fs, spec.split(':')[0] ?? '') : found;
    return 'missing' in user ? { uid: 0, gid: 0 } : { uid: user.uid, gid: user.gid };
  }
  // Without a group, a number stands for both; a name brings its own group.
  const alone = !spec.includes(':') && /^\d+$/.test(spec);
  return { uid: found.uid, gid: alone ? found.uid : found.gid };
}

/** ADD of an address: the file's name is known, its size is not. */
export function download(state: StageState, { remote, target }: CopyWords): void {
  for (const url of remote) {
    const folder = target.endsWith('/') || remote.length > 1;
    const at = posix.resolve('/', state.config.workdir, target);
    const path = folder ? posix.join(at, posix.basename(url.split(/[?#]/)[0] ?? url)) : at;
    state.fs.put(path, { type: 'file', size: 0, mode: 0o600, uid: 0, gid: 0 });
    state.unknown.size ??= `how large ${posix.basename(path)} is, is not known`;
  }
}

/** ADD of a tar archive unpacks it; what is in it is not looked at. */
export function unpack(state: StageState, used: string[], target: string): void {
  for (const path of used.filter((one) => /\.(?:tar|tar\.gz|tgz|tar\.bz2|tbz2|tar\.xz|txz)$/.test(one))) {
    const at = posix.resolve('/', state.config.workdir, target);
    state.fs.remove(target.endsWith('/') ? posix.join(at, posix.basename(path)) : at);
    state.fs.folder(at);
    state.fs.change(state.fs.real(at), { open: true });
    state.unknown.size ??= `how much is in ${path} is not known`;
  }
}
