import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { removeAtExit } from '../engine/cleanup.ts';
import type { ScanRequest } from './scanner.ts';

/** Saves the image to a file for as long as `use` runs. Some hundred MB, in the folder for temporary files. */
export async function withSavedImage<T>(
  { engine, image, signal, onProgress }: ScanRequest,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-scan-'));
  const remove = () => rm(dir, { recursive: true, force: true });
  const forget = removeAtExit(remove);
  try {
    const file = join(dir, 'image.tar');
    onProgress('saving the image, since the scanner cannot reach the engine');
    await pipeline(await engine.save(image.ref, signal), createWriteStream(file, { mode: 0o600 }));
    return await use(file);
  } finally {
    await remove();
    forget();
  }
}
