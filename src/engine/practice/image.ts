import type { FileEntry, ImageFacts, ImageFiles, KeepContent } from '../../image/types.ts';
import type { StageState } from './state.ts';
import type { Node, Vfs } from './vfs.ts';

/** What a predicted image is. */
export function factsOf(ref: string, tags: string[], state: StageState): ImageFacts {
  return {
    ref,
    id: '',
    tags,
    config: structuredClone(state.config),
    history: [...state.history],
    size: state.history.reduce((sum, entry) => sum + entry.size, 0),
    layerDigests: [],
    ...(Object.keys(state.unknown).length === 0 ? {} : { unknown: { ...state.unknown } }),
  };
}

/** A predicted image's files; `complete` only where every folder of it is known whole. */
export function filesOf(fs: Vfs, keep: KeepContent): ImageFiles {
  const entries = new Map<string, FileEntry>();
  const contents = new Map<string, Buffer>();
  for (const [path, node] of fs.entries()) {
    const entry = entryOf(path, node);
    entries.set(path, entry);
    const bytes = node.type === 'file' ? keep(entry) : 0;
    const content = bytes > 0 ? node.read?.()?.subarray(0, bytes) : undefined;
    if (content) contents.set(path, content);
  }
  return {
    entries,
    complete: fs.complete(),
    absent: (path) => fs.has(path) === 'no',
    content: (path) => contents.get(fs.real(path)),
    resolve: (path) => entries.get(fs.real(path)),
  };
}

function entryOf(path: string, node: Node): FileEntry {
  const { type, size, mode, uid, gid, linkTarget } = node;
  return { path, type, size, mode, uid, gid, ...(linkTarget === undefined ? {} : { linkTarget }) };
}
