import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { describeImage, dockerArchive } from '../e2e/standins/archive.ts';
import type { Host } from '../e2e/standins/host.ts';
import { makeLayer } from '../e2e/standins/layers.ts';
import { Npm } from '../e2e/standins/npm.ts';
import type { Kit, LayerRecipe } from '../e2e/standins/recipe.ts';
import { readTar } from '../e2e/standins/tar.ts';
import { FileTree } from '../e2e/standins/tree.ts';

const notNeeded = () => {
  throw new Error('not needed');
};
const kit: Kit = {
  host: {} as Host,
  npm: new Npm('/nonexistent'),
  apt: notNeeded,
  sources: notNeeded,
};
const recipe = (name: string, compress = false): LayerRecipe => ({
  name,
  compress,
  fill: async () => new FileTree().file(`etc/${name}`, name),
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'standins-test-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

it('gives the same ids at each run, and takes a layer that is there', async () => {
  const image = async (cache: string) => {
    const layers = [
      await makeLayer(recipe('one'), kit, cache),
      await makeLayer(recipe('two', true), kit, cache),
    ];
    return describeImage({ tags: ['x:1'], layers: [], config: { Cmd: ['sh'] } }, layers, 'amd64');
  };
  const first = await folder();
  const image1 = await image(first);
  expect((await image(await folder())).id).toBe(image1.id);
  expect(await image(first)).toEqual(image1);
});

it('writes a docker-archive whose names are the digests of what they name, a shared layer once', async () => {
  const cache = await folder();
  const base = await makeLayer(recipe('base'), kit, cache);
  const top = await makeLayer(recipe('top'), kit, cache);
  const plain = describeImage({ tags: ['a:1'], layers: [], config: {} }, [base], 'amd64');
  const padded = describeImage(
    { tags: ['b:1', 'b:2'], layers: [], config: {}, padded: 7 },
    [base, top],
    'amd64',
  );
  const archive = new FileTree();
  const listed = await readTar(Readable.from(dockerArchive([plain, padded])), archive);

  expect(listed.length).toBe(new Set(listed).size);
  for (const name of listed.filter((each) => each !== 'manifest.json')) {
    const entry = archive.entries.get(name);
    const content =
      entry?.type === 'file' && Buffer.isBuffer(entry.content) ? entry.content : Buffer.alloc(0);
    expect(name.startsWith(createHash('sha256').update(content).digest('hex'))).toBe(true);
  }
  const manifest = JSON.parse(archive.text('manifest.json'));
  expect(manifest.map((each: { RepoTags: string[] }) => each.RepoTags)).toEqual([['a:1'], ['b:1', 'b:2']]);
  const config = JSON.parse(archive.text(manifest[1].Config));
  expect(config.config.Labels).toEqual({
    'dev.docker-labs.standin': 'true',
    'dev.docker-labs.standin.padded': '7',
  });
  const withLayer = config.history.filter((each: { empty_layer?: boolean }) => !each.empty_layer);
  expect(withLayer.length).toBe(config.rootfs.diff_ids.length);
});
