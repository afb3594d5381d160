import type { ContextFile } from './context.ts';

/** A file of the context with what sending it takes. */
export interface ContextEntry extends ContextFile {
  /** Absolute path on this machine. */
  source: string;
  /** Nanoseconds since 1970; part of the image, not of the build cache's key. */
  mtime: bigint;
}

/**
 * Name by name, as a walk through the folders meets them: a folder, what is in it, then what comes behind it.
 * BuildKit's file transfer takes no other order; it is the same on every machine.
 */
export function byPath(a: ContextFile, b: ContextFile): number {
  const length = Math.min(a.path.length, b.path.length);
  for (let at = 0; at < length; at++) {
    const difference = rank(a.path.charCodeAt(at)) - rank(b.path.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.path.length - b.path.length;
}

const SLASH = 47;

/** Orders UTF-16 units as their UTF-8 bytes would be, with the slash below all. */
function rank(unit: number): number {
  if (unit === SLASH) return -1;
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
