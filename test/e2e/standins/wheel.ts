import { createHash } from 'node:crypto';
import type { FileTree } from './tree.ts';
import { zip } from './zip.ts';

const PACKAGES = 'usr/lib/python3/dist-packages/';

/**
 * A wheel (PEP 427) of a pure Python distribution, from the files of Debian's python3-* package.
 * @returns the wheel's file name and bytes; throws when the package holds none or has compiled parts.
 */
export function wheelOf(unpacked: FileTree): { name: string; content: Buffer } {
  const files = new Map<string, Buffer>();
  for (const [path, entry] of unpacked.entries) {
    if (path.startsWith(PACKAGES) && entry.type === 'file' && Buffer.isBuffer(entry.content)) {
      files.set(path.slice(PACKAGES.length), entry.content);
    }
  }
  const info = [...files.keys()].map((path) => /^([^/]+)\.(dist|egg)-info(\/|$)/.exec(path)).find(Boolean);
  if (info === undefined || info === null)
    throw new Error('this Debian package holds no Python distribution');
  const [, stem = '', kind] = info;
  if ([...files.keys()].some((path) => path.endsWith('.so'))) throw new Error(`${stem} has compiled parts`);

  const metadata = kind === 'dist' ? files.get(`${stem}.dist-info/METADATA`) : eggMetadata(files, stem);
  if (metadata === undefined) throw new Error(`${stem} has no metadata`);
  const field = (name: string) =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(metadata.toString())?.[1]?.trim() ?? '';
  const name = `${field('Name')
    .replace(/[-_.]+/g, '_')
    .toLowerCase()}-${field('Version')}`;

  const content = new Map<string, Buffer>();
  for (const [path, bytes] of files) {
    const ofInfo = path.startsWith(`${stem}.${kind}-info`);
    if (!ofInfo && !path.includes('__pycache__/')) content.set(path, bytes);
  }
  content.set(`${name}.dist-info/METADATA`, metadata);
  const scripts = files.get(`${stem}.${kind}-info/entry_points.txt`);
  if (scripts !== undefined) content.set(`${name}.dist-info/entry_points.txt`, scripts);
  const wheel =
    'Wheel-Version: 1.0\nGenerator: docker-labs stand-ins\nRoot-Is-Purelib: true\nTag: py3-none-any\n';
  content.set(`${name}.dist-info/WHEEL`, Buffer.from(wheel));
  content.set(`${name}.dist-info/RECORD`, record(content, `${name}.dist-info/RECORD`));
  return { name: `${name}-py3-none-any.whl`, content: zip(content) };
}

/** Older packages have an egg-info, as a folder or as one file. */
const eggMetadata = (files: Map<string, Buffer>, stem: string) =>
  files.get(`${stem}.egg-info/PKG-INFO`) ?? files.get(`${stem}.egg-info`);

function record(files: Map<string, Buffer>, self: string): Buffer {
  const lines = [...files.keys()].sort().map((path) => {
    const bytes = files.get(path) as Buffer;
    return `${path},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}\n`;
  });
  return Buffer.from(`${lines.join('')}${self},,\n`);
}
