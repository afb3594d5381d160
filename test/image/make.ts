import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

/** One entry of an archive to make; a plain file when it has content. */
export type Made = Partial<Header> & { name: string } & { content?: string | Buffer };

/** A tar archive of the entries, in their order. */
export async function makeTar(...entries: Made[]): Promise<Buffer> {
  const out = pack();
  for (const { content, ...header } of entries) {
    if (header.type === undefined || header.type === 'file') out.entry(header, content ?? '');
    else out.entry(header);
  }
  out.finalize();
  return buffer(out as unknown as NodeJS.ReadableStream);
}

/** Writes the checksum that belongs to the archive's first header. */
export function fixChecksum(archive: Buffer): void {
  archive.write('        ', 148, 'latin1');
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}
