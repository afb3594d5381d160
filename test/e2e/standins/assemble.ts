import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import lockfile from 'proper-lockfile';
import { limit } from '../../../src/checks/limit.ts';
import { Apt, type Release } from './apt.ts';
import { describeImage, type Image } from './archive.ts';
import { type Host, readHost } from './host.ts';
import { type Layer, makeLayer } from './layers.ts';
import { Npm } from './npm.ts';
import type { ImageRecipe, Kit, LayerRecipe } from './recipe.ts';

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'docker-labs-standins');

/** One assembles at a time; on a busy machine it may be long before the owner can say that it is still there. */
const LOCK = { stale: 120_000, retries: { retries: 900, minTimeout: 500, maxTimeout: 2000 } };

/** Layers of other recipes, which nobody has asked for in this time, go. */
const KEEP_MS = 24 * 3600 * 1000;

/** Layers in the making: each is in memory as a whole, and waits for a mirror for half of its time. */
const AT_ONCE = 4;

/**
 * Makes what is not in the cache yet. The same recipes on the same machine give the same ids.
 * @param ready is told of each image as soon as its layers are made; the largest are made first.
 */
export async function assemble(
  recipes: ImageRecipe[],
  log: (line: string) => void,
  ready: (image: Image) => void = () => {},
): Promise<Image[]> {
  const host = await readHost();
  const layersFolder = join(CACHE, 'layers', await fingerprint(host));
  await mkdir(layersFolder, { recursive: true });
  return withKit(host, async (kit) => {
    await dropOldLayers(layersFolder);
    const layerOf = makeLayers(recipes.toSorted(largestFirst), kit, layersFolder, log);
    return Promise.all(
      recipes.map(async (recipe) => {
        const image = describeImage(recipe, await Promise.all(recipe.layers.map(layerOf)), host.debArch);
        ready(image);
        return image;
      }),
    );
  });
}

const largestFirst = (a: ImageRecipe, b: ImageRecipe) => (b.padded ?? 0) - (a.padded ?? 0);

/** Debian's and npm's packages, from a cache that nobody else uses meanwhile. */
export async function withKit<T>(host: Host, use: (kit: Kit) => Promise<T>): Promise<T> {
  await mkdir(join(CACHE, 'npm'), { recursive: true });
  const release = await lockfile.lock(CACHE, LOCK);
  try {
    return await use(makeKit(host));
  } finally {
    await release();
  }
}

async function dropOldLayers(current: string): Promise<void> {
  const now = new Date();
  await utimes(current, now, now);
  for (const name of await readdir(dirname(current))) {
    const folder = join(dirname(current), name);
    if (now.getTime() - (await stat(folder)).mtimeMs > KEEP_MS) await rm(folder, { recursive: true });
  }
}

function makeKit(host: Host): Kit {
  const apts = new Map<string, Apt>();
  const apt = (kind: 'deb' | 'deb-src') => (release: Release) => {
    const folder = join(CACHE, kind, release);
    const known = apts.get(folder) ?? new Apt(release, kind, host, folder);
    apts.set(folder, known);
    return known;
  };
  return { host, npm: new Npm(join(CACHE, 'npm')), apt: apt('deb'), sources: apt('deb-src') };
}

/** Begins to make the layers, in the order in which the recipes name them. */
function makeLayers(recipes: ImageRecipe[], kit: Kit, folder: string, log: (line: string) => void) {
  const inTurn = limit(AT_ONCE);
  const make = async (recipe: LayerRecipe): Promise<Layer> => {
    const layer = await makeLayer(recipe, kit, folder);
    log(`layer ${recipe.name.padEnd(24)} ${(layer.size / 1e6).toFixed(1).padStart(7)} MB`);
    return layer;
  };
  const layers = new Map<string, Promise<Layer>>();
  const layerOf = (recipe: LayerRecipe): Promise<Layer> => {
    const layer = layers.get(recipe.name) ?? inTurn(() => make(recipe));
    layers.set(recipe.name, layer);
    return layer;
  };
  for (const layer of recipes.flatMap((recipe) => recipe.layers)) layerOf(layer).catch(() => {});
  return layerOf;
}

/** Whatever can change a layer: this tool's own sources, and what the machine adds. */
async function fingerprint(host: Host): Promise<string> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const hash = createHash('sha256').update(JSON.stringify(host));
  for (const entry of (await readdir(here, { recursive: true, withFileTypes: true })).sort(byPath)) {
    if (entry.isFile()) hash.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex').slice(0, 16);
}

const byPath = (a: { parentPath: string; name: string }, b: typeof a) =>
  join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1;
