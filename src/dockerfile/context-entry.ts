import type { ContextFile } from './context.ts';

/** A file of the context with what sending it takes. */
export interface ContextEntry extends ContextFile {
  /** Absolute path on this machine. */
  source: string;
  /** Whole seconds since 1970; part of the image, not of the build cache's key. */
  mtime: number;
}

/** By path, as plain strings compare: a folder before what is in it, on every machine alike. */
export function byPath(a: ContextFile, b: ContextFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
