import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { likeTheProgram } from '../bundle.mjs';
import type { Figures } from './measure.ts';

/** As deep in the project as the sources are: they look for the course beside themselves. */
const BESIDE = fileURLToPath(new URL(`../../dist.bench-${process.pid}`, import.meta.url));

/** `keysWhileBuilding`, bundled as the program is: ink has our replacements of what it uses, and React is that of production. */
export async function keysOfTheBundle(): Promise<Figures> {
  const entry = fileURLToPath(new URL('keys.ts', import.meta.url));
  const outdir = join(BESIDE, 'keys');
  try {
    await build({ ...likeTheProgram, entryPoints: [entry], outdir });
    const keys = (await import(pathToFileURL(join(outdir, 'keys.js')).href)) as typeof import('./keys.ts');
    return await keys.keysWhileBuilding();
  } finally {
    await rm(BESIDE, { recursive: true, force: true });
  }
}
