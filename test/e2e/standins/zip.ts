import { zipSync } from 'fflate';

/** A zip archive whose bytes depend on the files alone: sorted, dated 1980 (zip knows no earlier day). */
export function zip(files: Map<string, Buffer>): Buffer {
  const sorted = [...files.keys()].sort().map((name) => [name, files.get(name) as Buffer]);
  return Buffer.from(zipSync(Object.fromEntries(sorted), { level: 1, mtime: new Date(1980, 0, 1) }));
}
