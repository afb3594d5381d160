import { NotJudgeable } from '../errors.ts';
import { openArchive, readArchiveFile, type SavedImage } from '../image/archive.ts';
import { imageFiles } from '../image/files.ts';
import { nodesOf, stackLayers } from '../image/tree.ts';
import type { FileEntry, ImageFiles, KeepContent } from '../image/types.ts';
import type { Engine } from './types.ts';

/** `docker-archive:FILE` or `oci-archive:FILE`, as skopeo and podman name saved images. */
const ARCHIVE = /^(?:docker|oci)-archive:(.+)$/s;

/** The file that an image reference names, if it names one. */
export function archivePath(ref: string): string | undefined {
  return ARCHIVE.exec(ref)?.[1];
}

/**
 * An image in a file, as far as the `Engine` interface goes: it can be looked at as closely as one in an
 * engine, and neither built nor run.
 *
 * @param path of what `docker save` or an OCI tool wrote
 */
export function createArchiveEngine(path: string): Engine {
  let saved: Promise<SavedImage> | undefined;
  const read = (signal?: AbortSignal) => {
    saved ??= readArchiveFile(path, signal ? { signal } : {});
    return saved;
  };
  return {
    kind: 'archive',
    real: true,
    info: async () => ({
      kind: 'archive',
      version: '',
      apiVersion: '',
      os: '',
      architecture: '',
      buildkit: false,
      storage: 'file',
      rootless: false,
      foundBy: 'its path',
      endpoint: path,
      cpus: 0,
      memory: 0,
    }),
    build: () => refuse('built'),
    image: async (_ref, signal) => (await read(signal)).facts,
    files: async (_ref, keep, signal) => finalFiles(path, await read(signal), keep, signal),
    save: () => openArchive(path),
    start: () => refuse('run'),
    async *events() {},
    ours: async () => [],
    remove: async () => {},
    close: async () => {},
  };
}

function refuse(what: string): Promise<never> {
  return Promise.reject(
    new NotJudgeable(
      `An image in a file cannot be ${what}.`,
      'Load it into an engine first: docker load -i FILE',
    ),
  );
}

/** The file system as a container would see it, and the wanted contents from the layers they are in. */
async function finalFiles(
  path: string,
  saved: SavedImage,
  keep: KeepContent,
  signal: AbortSignal | undefined,
): Promise<ImageFiles> {
  const { tree } = stackLayers(saved.layers);
  const entries = new Map<string, FileEntry>();
  const layerOf = new Map<string, string | undefined>();
  for (const { path: at, entry, layer } of nodesOf(tree.root)) {
    if (!entry) continue;
    entries.set(at, entry);
    layerOf.set(at, saved.blobs[layer]);
  }
  const names = imageFiles(entries, new Map());
  // A wanted path may be a link: what is read is the file that it leads to.
  const wanted = new Map<string, number>();
  for (const asked of keep.paths ?? entries.keys()) {
    const entry = names.resolve(asked);
    const bytes = entry?.type === 'file' ? keep({ ...entry, path: asked }) : 0;
    if (entry && bytes > 0) wanted.set(entry.path, bytes);
  }
  if (wanted.size === 0) return names;
  const content = new Map<string, Buffer>();
  await readArchiveFile(path, {
    ...(signal ? { signal } : {}),
    visitor: {
      keep: (entry) => wanted.get(entry.path) ?? 0,
      visit(blob, entry, bytes) {
        if (bytes && layerOf.get(entry.path) === blob) content.set(entry.path, bytes);
      },
    },
  });
  return imageFiles(entries, content);
}
