import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipMembers } from './gzip.ts';
import type { Kit, LayerRecipe } from './recipe.ts';
import { writeTar } from './tar.ts';

export interface Layer {
  name: string;
  /** Digest of the uncompressed archive, as `rootfs.diff_ids` lists it. */
  diffId: string;
  /** Bytes of the uncompressed archive. */
  size: number;
  /** The archive in the cache, and its bytes as stored. */
  file: string;
  stored: number;
}

/** Makes the layer, or takes it from `folder` where an earlier run left it. */
export async function makeLayer(recipe: LayerRecipe, kit: Kit, folder: string): Promise<Layer> {
  const note = join(folder, `${recipe.name}.json`);
  const known = await readFile(note, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as Layer;

  const file = join(folder, `${recipe.name}.tar${recipe.compress ? '.gz' : ''}`);
  const hash = createHash('sha256');
  let size = 0;
  const tree = await recipe.fill(kit);
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const archive = measured(writeTar(tree));
  const source = Readable.from(recipe.compress ? gzipMembers(archive) : archive);
  await pipeline(source, createWriteStream(`${file}.part`, { highWaterMark: 1 << 20 }));
  await rename(`${file}.part`, file);
  const { size: stored } = await stat(file);
  const layer: Layer = { name: recipe.name, diffId: `sha256:${hash.digest('hex')}`, size, file, stored };
  await writeFile(note, JSON.stringify(layer));
  return layer;
}
