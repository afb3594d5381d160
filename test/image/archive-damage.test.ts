import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { badSave, readArchive } from '../../src/image/archive.ts';
import { readMade, twoLayers } from '../helpers/archives.ts';
import { descriptor, dockerArchive, dockerEntries, makeTar, ociArchive, ociBlobs } from './make.ts';

describe('damaged archives are said to be so', () => {
  const refused = async (archive: Buffer, message: RegExp) =>
    expect(readMade(archive)).rejects.toMatchObject({
      code: 'bad-file',
      exitCode: 2,
      message: expect.stringMatching(message),
    });

  it('a layer that is not the one its configuration lists', async () => {
    const image = await twoLayers();
    const other = await makeTar({ name: 'evil', content: 'x' });
    const entries = dockerEntries(image).map((entry) =>
      entry.name === 'layer1/layer.tar' ? { ...entry, content: other } : entry,
    );
    await refused(await makeTar(...entries), /layer 2 whose content is not what its digest says/);
  });

  for (const [name, compress] of [
    ['uncompressed', undefined],
    ['gzip', gzipSync],
  ] as const) {
    it(`an OCI blob that is not what its name says, ${name}`, async () => {
      const image = await twoLayers();
      const { blobs, manifest } = ociBlobs(image, compress);
      const archive = await ociArchive({ manifests: [descriptor(manifest)] }, blobs);
      const at = archive.indexOf(blobs[0] as Buffer);
      const changed = compress
        ? gzipSync(gunzipSync(blobs[0] as Buffer), { level: 1 })
        : Buffer.from(blobs[0] as Buffer);
      if (!compress) changed.write('zzz', 1024, 'latin1');
      changed.copy(archive, at, 0, (blobs[0] as Buffer).length);
      await refused(archive, /digest|damaged|header/);
    });
  }

  it('a layer that is missing', async () => {
    const image = await twoLayers();
    const entries = dockerEntries(image).filter((entry) => entry.name !== 'layer0/layer.tar');
    await refused(await makeTar(...entries), /no layer layer0\/layer\.tar/);
  });

  it('fewer layers than the configuration lists', async () => {
    const image = await twoLayers();
    const entries = dockerEntries(image).map((entry) =>
      entry.name === 'manifest.json'
        ? { ...entry, content: `${entry.content}`.replace(',"layer1/layer.tar"', '') }
        : entry,
    );
    await refused(await makeTar(...entries), /1 layers where its configuration lists 2/);
  });

  it('no image at all, no JSON, no tar, nothing', async () => {
    await refused(await makeTar({ name: 'readme', content: 'hello' }), /no image/);
    await refused(await makeTar({ name: 'manifest.json', content: '[{' }), /no JSON/);
    await refused(await makeTar({ name: 'manifest.json', content: '[{}]' }), /no configuration/);
    await refused(await ociArchive({ manifests: [] }, []), /index without an image/);
    await refused(Buffer.from('x'.repeat(5000)), /checksum|number/);
    await refused(Buffer.alloc(0), /no image/);
  });

  it('a gzip layer that breaks off or is damaged', async () => {
    const image = await twoLayers();
    for (const spoil of [
      (packed: Buffer) => packed.subarray(0, packed.length - 20),
      (packed: Buffer) => Buffer.from(packed).fill(7, 20, 60),
    ]) {
      const { blobs, manifest } = ociBlobs(image, (layer) => spoil(gzipSync(layer)));
      await refused(await ociArchive({ manifests: [descriptor(manifest)] }, blobs), /gzip data is damaged/);
    }
  });

  it('a compressed layer that unpacks to an absurd size', async () => {
    const zeros = await makeTar({ name: 'zeros', content: Buffer.alloc(8_000_000) });
    const { blobs, manifest } = ociBlobs({ layers: [zeros] }, gzipSync);
    const archive = await ociArchive({ manifests: [descriptor(manifest)] }, blobs);
    const bomb = { bytes: 1_000_000, ratio: 200 };
    await expect(readArchive(Readable.from([archive]), { ref: 'x', bomb })).rejects.toThrow(/absurd size/);
    expect((await readArchive(Readable.from([archive]), { ref: 'x' })).facts.size).toBe(8_000_000);
  });

  it('one layer named without end', async () => {
    const layer = await makeTar({ name: 'x', content: 'x' });
    const entries = dockerEntries({ layers: Array.from({ length: 1001 }, () => layer) });
    await refused(await makeTar(...entries.slice(0, 1), ...entries.slice(-2)), /no layer layer1/);
    await refused(await makeTar(...entries), /image of 1001 layers/);
  });

  it('JSON nested without end', async () => {
    const config = Buffer.from('['.repeat(1_000_000));
    await refused(await makeTar({ name: 'manifest.json', content: config }), /no JSON/);
  });

  it('one that breaks off anywhere', async () => {
    const archive = await dockerArchive(await twoLayers());
    const end = archive.findLastIndex((byte) => byte !== 0);
    for (let length = 0; length < end; length += 97) await refused(archive.subarray(0, length), /./);
  });

  it('blames the engine for what the engine sent', async () => {
    const broken = Readable.from([Buffer.alloc(700, 1)]);
    await expect(readArchive(broken, { ref: 'x', complain: badSave('x') })).rejects.toMatchObject({
      code: 'engine-lost',
      exitCode: 3,
    });
  });
});
