import type { FileType } from './types.ts';

/** One 512-byte header block, decoded. Names are raw: see `absolutePath`. */
export interface TarHeader {
  /** The type flag: `0`, `5`, `x` … */
  flag: string;
  name: string;
  linkName: string;
  size: number;
  mode: number;
  uid: number;
  gid: number;
}

/** What a PAX record or a GNU long name says about the entry that follows. */
export interface TarOverrides {
  name?: string;
  linkName?: string;
  size?: number;
  uid?: number;
  gid?: number;
  sparse?: boolean;
}

export const BLOCK = 512;

/** True for the block of zeros that ends an archive. */
export function isZeroBlock(block: Buffer, at: number): boolean {
  for (let i = at; i < at + BLOCK; i++) if (block[i] !== 0) return false;
  return true;
}

/**
 * Decodes a header (ustar, GNU, star, v7).
 *
 * @param at where in `block` the 512 bytes start
 * @throws Error with what is damaged
 */
export function decodeHeader(block: Buffer, at: number): TarHeader {
  if (!checksumHolds(block, at)) throw new Error('a header whose checksum does not hold');
  const posix = block.toString('latin1', at + 257, at + 263) === 'ustar\0';
  const star = posix && block.toString('latin1', at + 508, at + 512) === 'tar\0';
  const prefix = posix ? text(block, at + 345, star ? 131 : 155) : '';
  const name = text(block, at, 100);
  return {
    flag: String.fromCharCode(block[at + 156] ?? 0),
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: text(block, at + 157, 100),
    size: number(block, at + 124, 12, 'size'),
    mode: number(block, at + 100, 8, 'mode') & 0o7777,
    uid: number(block, at + 108, 8, 'owner'),
    gid: number(block, at + 116, 8, 'group'),
  };
}

const TYPES: Readonly<Record<string, FileType>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'device',
  '4': 'device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
  S: 'file',
};

/** The type of file that a type flag stands for; an old archive marks a directory by its trailing `/`. */
export function fileType(flag: string, name: string): FileType {
  const type = TYPES[flag] ?? 'other';
  return type === 'file' && name.endsWith('/') ? 'directory' : type;
}

/**
 * The records of a PAX extended header (`<length> <key>=<value>\n` …) that matter here.
 *
 * @throws Error when a record is malformed
 */
export function decodePax(body: Buffer): TarOverrides {
  const found: TarOverrides = {};
  let at = 0;
  while (at < body.length) {
    const space = body.indexOf(32, at);
    const length = Number(body.toString('latin1', at, space));
    if (space < 0 || !Number.isInteger(length) || length < 5 || at + length > body.length) {
      throw new Error('a malformed PAX record');
    }
    const equals = body.indexOf(61, space);
    if (equals < 0 || equals >= at + length) throw new Error('a PAX record without a value');
    const key = body.toString('latin1', space + 1, equals);
    takeRecord(found, key, () => body.toString('utf8', equals + 1, at + length - 1));
    at += length;
  }
  return found;
}

function takeRecord(found: TarOverrides, key: string, value: () => string): void {
  if (key === 'path' || key === 'GNU.sparse.name') found.name = value();
  else if (key === 'linkpath') found.linkName = value();
  else if (key === 'size') found.size = whole(value());
  else if (key === 'uid') found.uid = whole(value());
  else if (key === 'gid') found.gid = whole(value());
  else if (key.startsWith('GNU.sparse.')) found.sparse = true;
}

function whole(value: string): number {
  if (value === '') return 0;
  const result = Number(value);
  if (!Number.isSafeInteger(result) || result < 0) throw new Error('a PAX number out of range');
  return result;
}

/** The sum counts its own field as spaces; some old writers summed signed bytes. */
function checksumHolds(block: Buffer, at: number): boolean {
  const stated = number(block, at + 148, 8, 'checksum');
  let unsigned = 256;
  let high = 0;
  for (let i = at; i < at + BLOCK; i++) {
    const byte = block[i] as number;
    unsigned += byte;
    if (byte > 127) high++;
  }
  for (let i = at + 148; i < at + 156; i++) {
    const byte = block[i] as number;
    unsigned -= byte;
    if (byte > 127) high--;
  }
  return stated === unsigned || stated === unsigned - 256 * high;
}

function text(block: Buffer, at: number, length: number): string {
  let end = at;
  while (end < at + length && block[end] !== 0) end++;
  return block.toString('utf8', at, end);
}

/** Octal text, or big-endian binary when the first bit is set (GNU, for what octal cannot hold). */
function number(block: Buffer, at: number, length: number, what: string): number {
  const first = block[at] as number;
  let value = 0;
  if (first & 0x80) {
    if (first === 0xff) throw new Error(`a negative ${what}`);
    value = first & 0x7f;
    for (let i = at + 1; i < at + length; i++) value = value * 256 + (block[i] as number);
  } else {
    let i = at;
    while (i < at + length && (block[i] === 32 || block[i] === 0)) i++;
    for (; i < at + length && block[i] !== 32 && block[i] !== 0; i++) {
      const digit = (block[i] as number) - 48;
      if (digit < 0 || digit > 7) throw new Error(`a ${what} that is no number`);
      value = value * 8 + digit;
    }
  }
  if (!Number.isSafeInteger(value)) throw new Error(`an absurd ${what}`);
  return value;
}
