import { readFile } from 'node:fs/promises';

/** A script of `shims/`, as it goes into an image. */
export const shim = (name: string): Promise<Buffer> => readFile(new URL(`shims/${name}`, import.meta.url));
