import { posix } from 'node:path';
import type { Instruction } from '../../dockerfile/types.ts';
import { type CopySource, filesSource } from './copy.ts';
import { PredictedFailure, type StageState } from './state.ts';
import { clean, type Vfs } from './vfs.ts';

/** A `RUN --mount=…`, read. */
interface Mount {
  type: string;
  target: string;
  source: string;
  from?: string;
  id?: string;
  required: boolean;
}

export interface MountSources {
  context: CopySource;
  /** The files of a stage or an image that `from=` names. */
  filesOf(name: string): Vfs;
  secrets: Readonly<Record<string, string>>;
}

/**
 * Brings a RUN's mounts into the files and gives the function that takes them out again: nothing below a
 * mount's target stays in the image.
 */
export function mountAll(
  state: StageState,
  instruction: Instruction,
  sources: MountSources,
  expandValue: (text: string) => string,
): () => void {
  const mounts = instruction.flags
    .filter((flag) => flag.name === 'mount')
    .map((flag) => readMount(expandValue(flag.value ?? ''), state));
  const undo: (() => void)[] = [];
  for (const mount of mounts) {
    if (mount.type === 'secret' && mount.required && !(mount.id ?? '' in sources.secrets)) {
      throw new PredictedFailure('run', `secret ${mount.id}: not found`, { line: instruction.line });
    }
    undo.push(state.fs.shelter([topmostNew(state.fs, mount.target)]));
    if (mount.type === 'bind') bind(state.fs, mount, sources);
    else if (mount.type === 'secret') state.fs.write(mount.target, '', { mode: 0o400 });
    else {
      state.fs.remove(mount.target);
      state.fs.folder(mount.target);
    }
  }
  return () => {
    for (const one of undo.reverse()) one();
  };
}

function readMount(text: string, state: StageState): Mount {
  const fields = new Map(
    text.split(',').map((field): [string, string] => {
      const [key = '', value = 'true'] = field.split(/=(.*)/s, 2);
      return [key.trim().toLowerCase(), value];
    }),
  );
  const type = fields.get('type') ?? 'bind';
  const id = fields.get('id');
  const given = fields.get('target') ?? fields.get('dst') ?? fields.get('destination');
  const target = given ?? (type === 'secret' ? `/run/secrets/${id ?? ''}` : '/run/buildkit');
  const from = fields.get('from');
  return {
    type,
    target: clean(posix.resolve('/', state.config.workdir, target)),
    source: fields.get('source') ?? fields.get('src') ?? '/',
    ...(from === undefined ? {} : { from }),
    ...(id === undefined ? {} : { id }),
    required: fields.get('required') === 'true',
  };
}

/** The highest folder above a path that is not there yet: with it, all that a mount adds goes again. */
function topmostNew(fs: Vfs, path: string): string {
  let at = path;
  while (at !== '/' && fs.has(posix.dirname(at)) !== 'yes') at = posix.dirname(at);
  return at;
}

function bind(fs: Vfs, mount: Mount, sources: MountSources): void {
  const source = mount.from === undefined ? sources.context : filesSource(sources.filesOf(mount.from));
  fs.remove(mount.target);
  for (const match of source.match(mount.source)) {
    fs.put(mount.target, match.node);
    if (match.node.type !== 'directory') continue;
    for (const one of source.below(match.path)) fs.put(posix.join(mount.target, one.path), one.node);
  }
}
