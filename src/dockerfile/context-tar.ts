import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';
import type { FileText } from './context.ts';
import type { ContextEntry } from './context-entry.ts';
import { contextError } from './context-error.ts';

const CHUNK = 256 * 1024;

/**
 * The entries as a tar, each file read only when its turn comes: memory stays small whatever the context's size.
 * The same files give the same bytes, except for their times.
 *
 * @param onSent told the bytes of file content that were handed over so far
 * @param instead another text for one of the files
 * @returns a stream that fails with a LearnerError when a file cannot be read, or shrinks meanwhile
 */
export function contextTar(
  entries: readonly ContextEntry[],
  onSent?: (bytes: number) => void,
  instead?: FileText,
): Readable {
  const tar = pack();
  fill(tar, entries, onSent, instead).then(
    () => tar.finalize(),
    (cause) => tar.destroy(cause instanceof Error ? cause : new Error(String(cause))),
  );
  return Readable.from(tar, { objectMode: false });
}

async function fill(
  tar: Pack,
  entries: readonly ContextEntry[],
  onSent: ((bytes: number) => void) | undefined,
  instead: FileText | undefined,
): Promise<void> {
  let sent = 0;
  const count = (bytes: number) => {
    sent += bytes;
    onSent?.(sent);
  };
  for (const entry of entries) {
    if (tar.destroyed) return;
    await add(tar, entry, count, entry.path === instead?.path ? Buffer.from(instead.text) : undefined);
  }
}

function add(
  tar: Pack,
  entry: ContextEntry,
  count: (bytes: number) => void,
  instead: Buffer | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(contextError(entry.path, cause));
    const done = (error?: Error | null) => (error ? fail(error) : resolve());
    if (instead) {
      tar.entry(header({ ...entry, size: instead.length }), instead, done);
      count(instead.length);
      return;
    }
    if (entry.type !== 'file' || entry.size === 0) {
      tar.entry(header(entry), Buffer.alloc(0), done);
      return;
    }
    const sink = tar.entry(header(entry), done);
    // A file that grows meanwhile is sent as long as it was when it was listed.
    const source = createReadStream(entry.source, { end: entry.size - 1, highWaterMark: CHUNK });
    source.on('data', (chunk) => count(chunk.length));
    source.on('error', fail);
    // The tar would end with an error that names no file.
    source.on('end', () => (source.bytesRead === entry.size ? sink.end(null) : fail('it became shorter')));
    sink.on('error', fail);
    sink.on('close', () => source.destroy());
    source.pipe(sink, { end: false });
  });
}

function header(entry: ContextEntry) {
  return {
    name: entry.type === 'directory' ? `${entry.path}/` : entry.path,
    type: entry.type,
    mode: entry.mode,
    size: entry.size,
    // Whole seconds: what every tar can hold.
    mtime: new Date(Number(entry.mtime / 1_000_000_000n) * 1000),
    uid: 0,
    gid: 0,
    ...(entry.linkTarget === undefined ? {} : { linkname: entry.linkTarget }),
  };
}
