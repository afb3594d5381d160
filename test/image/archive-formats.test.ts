import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { readArchive, readArchiveFile } from '../../src/image/archive.ts';
import { imageFixture, readMade, twoLayers } from '../helpers/archives.ts';
import {
  configOf,
  descriptor,
  dockerArchive,
  dockerEntries,
  makeTar,
  ociArchive,
  ociBlobs,
  sha256,
} from './make.ts';

describe('formats', () => {
  it('reads a docker archive whose manifest comes first, as well as last', async () => {
    const image = await twoLayers();
    const last = await readMade(await dockerArchive(image));
    const first = await readMade(await makeTar(...dockerEntries(image).reverse()));
    expect(first.layers).toEqual(last.layers);
    expect(last.facts.config).toMatchObject({
      user: '10001',
      env: { A: '1=2' },
      healthcheck: { interval: 30_000 },
    });
    expect(last.layers[1]?.entries).toMatchObject([
      { path: '/app/a', whiteout: 'path', size: 0 },
      { path: '/c' },
    ]);
    expect(last.layers.map((layer) => layer.size)).toEqual([5, 1]);
  });

  it('reads a layer that the archive holds once and links to the second time', async () => {
    const image = await twoLayers();
    const twice = { ...image, layers: [...image.layers, image.layers[0] as Buffer] };
    const entries = dockerEntries(twice).map((entry) =>
      entry.name === 'layer2/layer.tar'
        ? { name: entry.name, type: 'symlink' as const, linkname: '../layer0/layer.tar' }
        : entry,
    );
    const { layers } = await readMade(await makeTar(...entries));
    expect(layers).toHaveLength(3);
    expect(layers[2]).toMatchObject({ index: 2, size: 5, createdBy: 'RUN step 3' });
  });

  it('chooses the image that was asked for', async () => {
    const one = dockerEntries({ ...(await twoLayers()), tag: 'one:latest' });
    const two = dockerEntries({ layers: [await makeTar({ name: 'x', content: 'x' })], tag: 'two:1' }).map(
      (entry) => ({
        ...entry,
        name: entry.name.replace('layer0', 'other'),
      }),
    );
    const manifest = [...one.splice(-1), ...two.splice(-1)].flatMap((entry) =>
      JSON.parse(
        `${entry.content}`.replace(
          'layer0/layer.tar',
          entry.content?.toString().includes('two:1') ? 'other/layer.tar' : 'layer0/layer.tar',
        ),
      ),
    );
    const archive = await makeTar(...one, ...two, {
      name: 'manifest.json',
      content: JSON.stringify(manifest),
    });
    expect((await readMade(archive, 'two:1')).facts.tags).toEqual(['two:1']);
    expect((await readMade(archive, 'one')).facts.tags).toEqual(['one:latest']);
    expect((await readMade(archive, 'neither')).facts.tags).toEqual(['one:latest']);
  });

  for (const [name, compress] of [
    ['uncompressed', undefined],
    ['gzip', gzipSync],
  ] as const) {
    it(`reads an OCI layout with ${name} layers, behind nested indexes, past attestations`, async () => {
      const image = await twoLayers();
      const { blobs, manifest } = ociBlobs(image, compress);
      const attestation = Buffer.from('{"layers":[]}');
      const foreign = Buffer.from('{"config":{"digest":"sha256:none"}}');
      const inner = Buffer.from(
        JSON.stringify({
          manifests: [
            descriptor(attestation, { platform: { os: 'unknown' } }),
            descriptor(foreign, { platform: { os: 'linux', architecture: 's390x' } }),
            descriptor(manifest, { platform: { os: 'linux', architecture: 'amd64' } }),
          ],
        }),
      );
      const index = {
        manifests: [
          descriptor(inner, { annotations: { 'io.containerd.image.name': 'docker.io/library/made:1' } }),
        ],
      };
      const archive = await ociArchive(index, [inner, attestation, foreign, ...blobs]);
      const { facts, layers } = await readMade(archive);
      expect(facts.tags).toEqual(['docker.io/library/made:1']);
      expect(facts.id).toBe(`sha256:${sha256(configOf(image))}`);
      expect(layers).toEqual((await readMade(await dockerArchive(image))).layers);
    });
  }

  it('reads zstd layers', async () => {
    const packed = readFileSync(imageFixture('layer.tar.zst'));
    const plain = Buffer.from(decompress(packed));
    const { blobs, manifest } = ociBlobs({ layers: [plain] }, () => packed);
    const archive = await ociArchive({ manifests: [descriptor(manifest)] }, blobs);
    for (const size of [archive.length, 1000]) {
      const chunks = [];
      for (let at = 0; at < archive.length; at += size) chunks.push(archive.subarray(at, at + size));
      const { layers } = await readArchive(Readable.from(chunks), { ref: 'z' });
      expect(layers[0]?.size).toBe(300_018);
      expect(layers[0]?.entries.map((entry) => entry.path)).toEqual(['/app', '/app/note.txt', '/app/zeros']);
    }
  });

  it('reads dive’s OCI layout with a gzip layer', async () => {
    const { facts, layers } = await readArchiveFile(imageFixture('test-oci-gzip-image.tar'));
    expect(facts).toMatchObject({ size: 11_189, config: { architecture: 'arm64', workdir: '/' } });
    expect(layers[0]?.createdBy).toBe('COPY README.md /README.md # buildkit');
  });

  it('reads an archive from before manifests', async () => {
    const [base, top] = (await twoLayers()).layers as [Buffer, Buffer];
    const archive = await makeTar(
      {
        name: 'bb/json',
        content: JSON.stringify({
          parent: 'aa',
          config: { User: 'old' },
          container_config: { Cmd: ['/bin/sh', '-c', 'top'] },
        }),
      },
      { name: 'bb/layer.tar', content: top },
      { name: 'aa/json', content: JSON.stringify({ container_config: { Cmd: ['base'] } }) },
      { name: 'aa/layer.tar', content: base },
      { name: 'repositories', content: JSON.stringify({ old: { latest: 'bb' } }) },
    );
    const { facts, layers } = await readMade(archive);
    expect(facts).toMatchObject({ tags: ['old:latest'], config: { user: 'old' }, size: 6 });
    expect(layers.map((layer) => layer.createdBy)).toEqual(['base', '/bin/sh -c top']);
  });

  it('takes missing history for the base’s', async () => {
    const image = await twoLayers();
    const config = JSON.parse(configOf(image).toString());
    config.history.shift();
    const entries = dockerEntries(image).filter((entry) => !/^[0-9a-f]{64}\.json$/.test(entry.name));
    const name = dockerEntries(image).find((entry) => /^[0-9a-f]{64}\.json$/.test(entry.name))?.name ?? '';
    const { layers } = await readMade(await makeTar({ name, content: JSON.stringify(config) }, ...entries));
    expect(layers.map((layer) => layer.createdBy)).toEqual(['', 'RUN /bin/sh -c rm app/a # buildkit']);
  });
});
