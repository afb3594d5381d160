import type { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import type { Content, Entry, FileTree } from './tree.ts';

type Header = Parameters<ReturnType<typeof pack>['entry']>[0];

const KINDS: Record<string, Entry['type'] | undefined> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'directory',
  symlink: 'symlink',
  link: 'hardlink',
};

/**
 * Reads a tar stream into `tree`.
 * @param place where an entry goes; undefined leaves it out.
 * @returns every path the archive lists, as it lists them.
 */
export async function readTar(
  stream: Readable,
  tree: FileTree,
  place: (path: string) => string | undefined = (path) => path,
): Promise<string[]> {
  const listed: string[] = [];
  for await (const entry of stream.pipe(extract())) {
    const { name, type, mode = 0o644, uid = 0, gid = 0, linkname } = entry.header;
    listed.push(name);
    const path = place(name);
    const kind = KINDS[type ?? 'file'];
    if (path === undefined || kind === undefined) {
      entry.resume();
      continue;
    }
    const owned = { mode: mode & 0o7777, uid, gid };
    if (kind === 'file') {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      tree.set(path, { type: 'file', content: Buffer.concat(chunks), ...owned });
      continue;
    }
    entry.resume();
    if (kind === 'directory') tree.set(path, { type: 'directory', ...owned });
    else if (kind === 'symlink') tree.set(path, { type: 'symlink', target: linkname ?? '', ...owned });
    else tree.set(path, { type: 'hardlink', target: place(linkname ?? '') ?? '', ...owned });
  }
  return listed;
}

/** The bytes of the same tree are the same at each run: sorted, numeric owners, no time but 1970. */
export function writeTar(tree: FileTree): AsyncIterable<Buffer> {
  const archive = pack();
  fill(archive, tree).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return archive as unknown as AsyncIterable<Buffer>;
}

async function fill(archive: ReturnType<typeof pack>, tree: FileTree): Promise<void> {
  for (const [path, entry] of tree.sorted()) {
    const header: Header = {
      name: entry.type === 'directory' ? `${path}/` : path,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      mtime: new Date(0),
    };
    if (entry.type === 'file') await addFile(archive, header, entry.content);
    else if (entry.type === 'directory') archive.entry({ ...header, type: 'directory' });
    else if (entry.type === 'symlink') archive.entry({ ...header, type: 'symlink', linkname: entry.target });
    else archive.entry({ ...header, type: 'link', linkname: tree.at(entry.target) });
  }
}

function addFile(archive: ReturnType<typeof pack>, header: Header, content: Content): Promise<void> {
  if (Buffer.isBuffer(content)) {
    return new Promise((resolve, reject) => {
      archive.entry({ ...header, type: 'file' }, content, (error) => (error ? reject(error) : resolve()));
    });
  }
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    const sink = archive.entry({ ...header, type: 'file', size: content.zeros }, done);
    writeZeros(sink, content.zeros).catch(reject);
  });
}

const BLOCK = Buffer.alloc(1 << 20);

async function writeZeros(sink: NodeJS.WritableStream, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; left -= BLOCK.length) {
    const room = sink.write(left >= BLOCK.length ? BLOCK : BLOCK.subarray(0, left));
    if (!room) await new Promise((resolve) => sink.once('drain', resolve));
  }
  sink.end();
}
