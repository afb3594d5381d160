import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { badSave, openArchive, readArchive, readArchiveFile } from '../../src/image/archive.ts';
import { efficiencyOf } from '../../src/image/efficiency.ts';
import {
  configOf,
  descriptor,
  dockerArchive,
  dockerEntries,
  type MadeImage,
  makeTar,
  ociArchive,
  ociBlobs,
  sha256,
} from './make.ts';

const fixture = (name: string) => new URL(`../fixtures/image/${name}`, import.meta.url).pathname;
const docker = fixture('test-docker-image.tar');
const read = (archive: Buffer, ref = 'made') => readArchive(Readable.from([archive]), { ref });

/** Two layers: the second removes a file of the first. */
async function twoLayers(): Promise<MadeImage> {
  return {
    layers: [
      await makeTar(
        { name: 'app/', type: 'directory' },
        { name: 'app/a', content: 'aaa' },
        { name: 'b', content: 'bb' },
      ),
      await makeTar({ name: 'app/.wh.a' }, { name: 'c', content: 'c' }),
    ],
    createdBy: ['COPY . . # buildkit', 'RUN /bin/sh -c rm app/a # buildkit'],
    config: { User: '10001', Env: ['A=1=2'], Healthcheck: { Test: ['CMD', 'x'], Interval: 3e10 } },
  };
}

describe('a docker save of dive’s test image', () => {
  it('gives the numbers that dive asserts', async () => {
    const { layers, facts } = await readArchiveFile(docker);
    const { score, wastedBytes, wastedFiles } = efficiencyOf(layers);
    expect(score).toBe(0.9844212134184309);
    expect(wastedBytes).toBe(32025);
    expect(facts.size).toBe(1220598);
    const userSize = layers.slice(1).reduce((sum, layer) => sum + layer.size, 0);
    expect(userSize).toBe(66237);
    expect(wastedBytes / userSize).toBe(0.4834911001404049);
    expect(wastedFiles.slice(0, 2)).toEqual([
      { path: '/root/example/somefile1.txt', bytes: 12810, layers: [3, 4] },
      { path: '/root/saved.txt', bytes: 12810, layers: [7, 13] },
    ]);
  });

  it('reads its configuration, history and names', async () => {
    const { facts, layers } = await readArchiveFile(docker);
    expect(facts.tags).toEqual(['dive-test:latest']);
    expect(facts.id).toBe('sha256:75ae28b8ebf89b203319069ddcbecdf5c3838503bbebc0d0d85e4b8589c5de3a');
    expect(facts.config).toMatchObject({ cmd: ['sh'], architecture: 'amd64', os: 'linux', user: '' });
    expect(facts.history).toHaveLength(15);
    expect(layers).toHaveLength(14);
    expect(layers[13]?.createdBy).toBe('/bin/sh -c chmod +x /root/saved.txt');
    expect(layers[0]?.digest).toBe('sha256:23bc2b70b2014dec0ac22f27bb93e9babd08cdd6f1115d0c955b9ff22b382f5a');
    expect(facts.history.reduce((sum, entry) => sum + entry.size, 0)).toBe(facts.size);
  });

  it('is the same in chunks of any size, and compressed as a whole', async () => {
    const bytes = readFileSync(docker);
    const whole = await readArchiveFile(docker);
    for (const size of [777, 65_536]) {
      const chunks = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect((await readArchive(Readable.from(chunks), { ref: docker })).layers).toEqual(whole.layers);
    }
    expect((await read(gzipSync(bytes))).layers).toEqual(whole.layers);
  });
});

describe('formats', () => {
  it('reads a docker archive whose manifest comes first, as well as last', async () => {
    const image = await twoLayers();
    const last = await read(await dockerArchive(image));
    const first = await read(await makeTar(...dockerEntries(image).reverse()));
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
    const { layers } = await read(await makeTar(...entries));
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
    expect((await read(archive, 'two:1')).facts.tags).toEqual(['two:1']);
    expect((await read(archive, 'one')).facts.tags).toEqual(['one:latest']);
    expect((await read(archive, 'neither')).facts.tags).toEqual(['one:latest']);
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
      const { facts, layers } = await read(archive);
      expect(facts.tags).toEqual(['docker.io/library/made:1']);
      expect(facts.id).toBe(`sha256:${sha256(configOf(image))}`);
      expect(layers).toEqual((await read(await dockerArchive(image))).layers);
    });
  }

  it('reads zstd layers', async () => {
    const packed = readFileSync(fixture('layer.tar.zst'));
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
    const { facts, layers } = await readArchiveFile(fixture('test-oci-gzip-image.tar'));
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
    const { facts, layers } = await read(archive);
    expect(facts).toMatchObject({ tags: ['old:latest'], config: { user: 'old' }, size: 6 });
    expect(layers.map((layer) => layer.createdBy)).toEqual(['base', '/bin/sh -c top']);
  });

  it('takes missing history for the base’s', async () => {
    const image = await twoLayers();
    const config = JSON.parse(configOf(image).toString());
    config.history.shift();
    const entries = dockerEntries(image).filter((entry) => !/^[0-9a-f]{64}\.json$/.test(entry.name));
    const name = dockerEntries(image).find((entry) => /^[0-9a-f]{64}\.json$/.test(entry.name))?.name ?? '';
    const { layers } = await read(await makeTar({ name, content: JSON.stringify(config) }, ...entries));
    expect(layers.map((layer) => layer.createdBy)).toEqual(['', 'RUN /bin/sh -c rm app/a # buildkit']);
  });
});

describe('damaged archives are said to be so', () => {
  const refused = async (archive: Buffer, message: RegExp) =>
    expect(read(archive)).rejects.toMatchObject({
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

describe('reading from outside', () => {
  it('says which file cannot be read', async () => {
    await expect(openArchive('/nowhere/image.tar')).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('/nowhere/image.tar'),
    });
    await expect(openArchive(tmpdir())).rejects.toThrow(/no file/);
  });

  it('stops when asked to', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'dl-archive-'));
    writeFileSync(join(dir, 'a.tar'), readFileSync(docker));
    const stop = new AbortController();
    const endless = new Readable({
      read() {
        setTimeout(() => this.push(Buffer.alloc(512)), 5);
      },
    });
    const reading = readArchive(endless, { ref: 'x', signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
    await expect(readArchiveFile(join(dir, 'a.tar'), { signal: stop.signal })).rejects.toMatchObject({
      code: 'interrupted',
    });
    rmSync(dir, { recursive: true });
  });
});
