import { createReadStream, existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Metadata, ServerDuplexStream } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import type { ContextFile } from '../../dockerfile/context.ts';
import { contextError } from '../../dockerfile/context-error.ts';
import { LearnerError } from '../../errors.ts';
import type { BuildRequest } from '../types.ts';

/**
 * Serves a build context to BuildKit file by file, as the docker CLI does: the Dockerfile and the context are
 * asked for separately, so that COPY does not see a Dockerfile that `.dockerignore` lists (or that lies
 * elsewhere).
 *
 * Source: moby/buildkit session/filesync, tonistiigi/fsutil `send.go` and its wire.proto: the sender tells the
 * entries in order and then an empty one; the receiver asks for contents by their place; both say FIN.
 */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message Packet { int32 type = 1; Stat stat = 2; uint32 ID = 3; bytes data = 4; }
  message Stat { string path = 1; uint32 mode = 2; uint32 uid = 3; uint32 gid = 4; int64 size = 5;
    int64 modTime = 6; string linkname = 7; }`,
  { keepCase: true },
);
export const PACKET = root.lookupType('Packet');

const STAT = 0;
const REQUEST = 1;
const DATA = 2;
const FIN = 3;
const FAILED = 4;

/** Bits of Go's os.FileMode, which keeps the upper three of a mode elsewhere than Unix does. */
const GO_DIRECTORY = 0x8000_0000;
const GO_SYMLINK = 0x0800_0000;
const GO_UPPER = [
  [0o4000, 0x0080_0000],
  [0o2000, 0x0040_0000],
  [0o1000, 0x0010_0000],
] as const;
const CHUNK = 32 * 1024;

interface Packet {
  type?: number;
  stat?: Stat;
  ID?: number;
  data?: Buffer;
}

interface Stat {
  path: string;
  mode: number;
  size: number;
  modTime: number;
  linkname: string;
}

/** An entry as it is told, and the file to read its content from. */
interface Entry {
  stat: Stat;
  source: string;
  /** Sent instead of what the file holds. */
  content?: Buffer;
}

export type SyncCall = ServerDuplexStream<Packet, Packet>;

/**
 * Answers one `FileSync/DiffCopy` call.
 *
 * @returns a LearnerError when a file could not be read; the engine has been told
 */
export async function serveFiles(
  call: SyncCall,
  request: BuildRequest,
  onSent: (bytes: number) => void,
): Promise<LearnerError | undefined> {
  const send = sender(call);
  try {
    const entries = await entriesFor(call.metadata, request);
    const requests = call[Symbol.asyncIterator]() as AsyncIterator<Packet>;
    for (const { stat } of entries) await send({ type: STAT, stat });
    await send({ type: STAT });
    for (;;) {
      const { value, done } = await requests.next();
      if (done || value.type === FAILED) break;
      if (value.type === FIN) {
        await send({ type: FIN });
        break;
      }
      if (value.type === REQUEST) await sendContent(entries[value.ID ?? 0], value.ID ?? 0, send, onSent);
    }
  } catch (error) {
    await send({ type: FAILED, data: Buffer.from((error as Error).message) }).catch(() => undefined);
    if (error instanceof LearnerError) return error;
  } finally {
    call.end();
  }
  return undefined;
}

/** Is this the call for the context itself, not for the Dockerfile or the ignore file alone? */
export function isWholeContext({ metadata }: SyncCall): boolean {
  return !asksForDockerfile(metadata) && metadata.get('include-patterns').length === 0;
}

function asksForDockerfile(metadata: Metadata): boolean {
  return metadata.get('dir-name').some((name) => String(name) === 'dockerfile');
}

async function sendContent(
  entry: Entry | undefined,
  id: number,
  send: (packet: Packet) => Promise<void>,
  onSent: (bytes: number) => void,
): Promise<void> {
  if (!entry) throw new Error(`the engine asked for file ${id}, which was never named`);
  for await (const chunk of contentOf(entry)) {
    await send({ type: DATA, ID: id, data: chunk as Buffer });
    onSent((chunk as Buffer).length);
  }
  await send({ type: DATA, ID: id });
}

async function* contentOf({ content, source, stat }: Entry): AsyncGenerator<Buffer> {
  if (content) return yield content;
  try {
    for await (const chunk of createReadStream(source, { highWaterMark: CHUNK })) yield chunk as Buffer;
  } catch (cause) {
    throw contextError(stat.path, cause);
  }
}

/** Writes packets no faster than the engine takes them. */
function sender(call: SyncCall): (packet: Packet) => Promise<void> {
  return async (packet) => {
    if (call.destroyed || call.cancelled) throw new Error('the build has ended');
    if (call.write(packet)) return;
    await new Promise<void>((resolveDrain) => {
      const done = () => {
        for (const event of ['drain', 'close', 'cancelled']) call.off(event, done);
        resolveDrain();
      };
      for (const event of ['drain', 'close', 'cancelled']) call.on(event, done);
    });
  };
}

async function entriesFor(metadata: Metadata, request: BuildRequest): Promise<Entry[]> {
  const { context } = request;
  const includes = new Set(metadata.get('include-patterns').map(String));
  if (asksForDockerfile(metadata)) {
    const source = resolve(context.dir, request.dockerfile);
    // Without one it is the engine that says so.
    if (request.dockerfileText === undefined && !existsSync(source)) return [];
    const entry = await entryOf({ path: basename(source), type: 'file', size: 0, mode: 0o644 }, source);
    if (request.dockerfileText === undefined) return [entry];
    const content = Buffer.from(request.dockerfileText);
    // Another time, or the engine takes the file it has from the last build for the same.
    return [{ ...entry, content, stat: { ...entry.stat, size: content.length, modTime: Date.now() * 1e6 } }];
  }
  // What is ignored has been left out already, so the ignore file itself need not be read over there.
  const files = context.files.filter(
    ({ path, hidden }) =>
      !hidden && (includes.size === 0 || (includes.has(path) && path !== context.ignoreFile)),
  );
  const sorted = withParents(files).sort((a, b) => comparePaths(a.path, b.path));
  return Promise.all(sorted.map((file) => entryOf(file, join(context.dir, file.path))));
}

async function entryOf(file: ContextFile, source: string): Promise<Entry> {
  const now = await lstat(source).catch((cause: unknown) => Promise.reject(contextError(file.path, cause)));
  return {
    source,
    stat: {
      path: file.path,
      mode: goMode(file),
      size: file.type === 'file' ? now.size : 0,
      modTime: Math.round(now.mtimeMs) * 1e6,
      linkname: file.linkTarget ?? '',
    },
  };
}

/** Go's os.FileMode of an entry. */
export function goMode({ type, mode }: Pick<ContextFile, 'type' | 'mode'>): number {
  const kind = type === 'directory' ? GO_DIRECTORY : type === 'symlink' ? GO_SYMLINK : 0;
  const upper = GO_UPPER.reduce((bits, [unix, go]) => (mode & unix ? bits + go : bits), 0);
  return kind + upper + (mode & 0o777);
}

/** The receiver wants to have heard of a folder before of what is in it. */
function withParents(files: ContextFile[]): ContextFile[] {
  const all = new Map(files.map((file) => [file.path, file]));
  for (const { path } of files) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const parent = path.slice(0, at);
      if (!all.has(parent)) all.set(parent, { path: parent, type: 'directory', size: 0, mode: 0o755 });
    }
  }
  return [...all.values()];
}

/** By name within each folder, a folder's content right after it: `a`, `a/b`, `a.txt`. Compared as bytes. */
export function comparePaths(a: string, b: string): number {
  const left = Buffer.from(a.replaceAll('/', '\0'));
  return Buffer.compare(left, Buffer.from(b.replaceAll('/', '\0')));
}
