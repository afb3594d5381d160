import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { EngineError, Interrupted, LabError, LearnerError } from '../errors.ts';
import { sanitise, sanitiseLine } from '../text/sanitise.ts';
import { ArchiveReader, MAX_ENTRIES } from './archive-reader.ts';
import type { BombLimit } from './blob-reader.ts';
import { configFromOci, list, record, text } from './config.ts';
import { compressionOf, type Inflater, inflater } from './inflate.ts';
import type { LayerContent, LayerVisitor } from './layer-reader.ts';
import { findLegacy } from './legacy.ts';
import { findManifest } from './manifest.ts';
import { badArchive, type Complaint } from './tar.ts';
import type { HistoryEntry, ImageFacts, Layer } from './types.ts';

/** An image read from an archive, with every layer's files. */
export interface SavedImage {
  facts: ImageFacts;
  layers: Layer[];
  /** By layer: the name of its blob, as the visitor was told it. */
  blobs: string[];
}

export interface ArchiveOptions {
  /** What the image is called, in the facts and to choose among several. */
  ref: string;
  visitor?: LayerVisitor;
  /** Makes the error for a damaged archive; by default it is a file of the reader's. */
  complain?: Complaint;
  signal?: AbortSignal;
  /** When a compressed layer counts as a bomb. */
  bomb?: BombLimit;
}

/** Engines stop at 127 layers; builders of other kinds at a few hundred. */
const MAX_LAYERS = 1000;

/** The complaint about an archive that an engine sent. */
export function badSave(ref: string): Complaint {
  return (problem) =>
    new EngineError(
      'engine-lost',
      `What the engine sent of ${sanitiseLine(ref)} is not usable: it holds ${sanitiseLine(problem)}.`,
      'Is the engine still running? Try again; if it stays, try: docker save IMAGE | tar -t',
    );
}

/**
 * Reads a saved image (docker save of any age, or an OCI layout; also gzip or zstd as a whole) in one pass
 * and with flat memory, and holds every layer against its digest.
 *
 * @throws the complaint when it is damaged, hostile or no image; Interrupted when `signal` aborts
 */
export async function readArchive(stream: Readable, options: ArchiveOptions): Promise<SavedImage> {
  const complain = options.complain ?? badArchive(options.ref);
  const reader = new ArchiveReader(options.visitor, complain, options.bomb);
  const abort = () => stream.destroy(new Interrupted());
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    await feed(stream, reader);
  } catch (error) {
    if (options.signal?.aborted) throw new Interrupted(undefined, { cause: error });
    if (error instanceof LabError) throw error;
    throw complain(`data that cannot be read to its end (${sanitiseLine((error as Error).message)})`);
  } finally {
    options.signal?.removeEventListener('abort', abort);
    stream.destroy();
  }
  return assemble(reader, options.ref, complain);
}

/**
 * Opens a saved image's file.
 *
 * @throws LearnerError `bad-file` when it cannot be opened
 */
export async function openArchive(path: string): Promise<Readable> {
  const unreadable = (error: Error) =>
    new LearnerError(
      'bad-file',
      `${sanitiseLine(path)} cannot be read: ${sanitiseLine(error.message)}.`,
      'Check the path; it must be a file such as docker save -o writes.',
      { cause: error },
    );
  const info = await stat(path).catch((error: Error) => Promise.reject(unreadable(error)));
  if (!info.isFile()) throw unreadable(new Error('it is no file'));
  const stream = createReadStream(path, { highWaterMark: 1024 * 1024 });
  await once(stream, 'open').catch((error: Error) => Promise.reject(unreadable(error)));
  return stream;
}

/** As `readArchive`, from a file. */
export async function readArchiveFile(
  path: string,
  options: Partial<ArchiveOptions> = {},
): Promise<SavedImage> {
  return readArchive(await openArchive(path), { ref: path, ...options });
}

async function feed(stream: Readable, reader: ArchiveReader): Promise<void> {
  let unpack: Inflater | undefined;
  let work: Promise<void>[] = [];
  let first = true;
  for await (const chunk of stream) {
    const piece = chunk as Buffer;
    if (first) {
      const compression = compressionOf(piece);
      const consume = (plain: Buffer) => {
        const busy = reader.write(plain);
        busy?.catch(() => {});
        if (busy) work.push(busy);
      };
      if (compression) unpack = inflater(compression, consume);
      first = false;
    }
    await (unpack ? unpack.write(piece) : reader.write(piece));
    await Promise.all(work);
    work = [];
  }
  await unpack?.end();
  await Promise.all(work);
  await reader.end();
}

function assemble(reader: ArchiveReader, ref: string, complain: Complaint): SavedImage {
  const legacy = reader.has('manifest.json') || reader.has('index.json') ? undefined : findLegacy(reader);
  const manifest = legacy
    ? { config: '', layers: legacy.layers, tags: legacy.tags }
    : findManifest(reader, complain, ref);
  if (!legacy && !reader.has(manifest.config)) throw complain('no configuration of the image');
  const image = legacy?.json ?? record(reader.json(manifest.config));
  const found = manifest.layers.map((name) => reader.layer(name));
  refuseAbsurd(
    found.map((one) => one.layer),
    complain,
  );
  verify(
    found.map((one) => one.layer),
    list(record(image.rootfs).diff_ids),
    complain,
  );
  const history = legacy
    ? legacy.createdBy.map((createdBy) => ({ createdBy: sanitise(createdBy), size: 0, empty: false }))
    : historyOf(image, found.length);
  const layers = layersOf(
    found.map((one) => one.layer),
    history,
  );
  return {
    layers,
    blobs: found.map((one) => one.name),
    facts: {
      ref,
      id: reader.jsonDigest(manifest.config),
      tags: manifest.tags,
      config: configFromOci(image),
      history,
      size: layers.reduce((sum, layer) => sum + layer.size, 0),
      layerDigests: layers.map((layer) => layer.digest),
      ...(text(image.created) && { created: text(image.created) }),
    },
  };
}

/** A small archive may name one layer of many files as often as it likes. */
function refuseAbsurd(layers: LayerContent[], complain: Complaint): void {
  if (layers.length > MAX_LAYERS) throw complain(`an image of ${layers.length} layers`);
  const files = layers.reduce((sum, layer) => sum + layer.entries.length, 0);
  if (files > MAX_ENTRIES) throw complain(`an image of ${files} files`);
}

/** The configuration lists the digest of every layer's tar: they must be the ones that went by. */
function verify(layers: LayerContent[], diffIds: unknown[], complain: Complaint): void {
  if (diffIds.length === 0) return;
  if (diffIds.length !== layers.length) {
    throw complain(`${layers.length} layers where its configuration lists ${diffIds.length}`);
  }
  const wrong = layers.findIndex((layer, index) => layer.diffId !== diffIds[index]);
  if (wrong >= 0) throw complain(`a layer ${wrong + 1} whose content is not what its digest says`);
}

function historyOf(image: Record<string, unknown>, layers: number): HistoryEntry[] {
  const history = list(image.history)
    .map(record)
    .map((entry): HistoryEntry => {
      const comment = text(entry.comment);
      const created = text(entry.created);
      return {
        createdBy: text(entry.created_by),
        size: 0,
        empty: entry.empty_layer === true,
        ...(comment && { comment }),
        ...(created && { created }),
      };
    });
  // history is optional, and where it is short it is the base that has none
  const missing = layers - history.filter((entry) => !entry.empty).length;
  const unknown = Array.from({ length: Math.max(0, missing) }, () => ({
    createdBy: '',
    size: 0,
    empty: false,
  }));
  return [...unknown, ...history];
}

/** Pairs the layers with the history entries that made them, and notes their sizes there. */
function layersOf(contents: LayerContent[], history: HistoryEntry[]): Layer[] {
  const makers = history.filter((entry) => !entry.empty);
  return contents.map((content, index) => {
    const maker = makers[index];
    if (maker) maker.size = content.size;
    return {
      index,
      digest: content.diffId,
      size: content.size,
      createdBy: maker?.createdBy ?? '',
      entries: content.entries,
    };
  });
}
