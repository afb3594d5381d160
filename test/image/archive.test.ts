import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readArchive, readArchiveFile } from '../../src/image/archive.ts';
import { efficiencyOf } from '../../src/image/efficiency.ts';

const fixture = (name: string) => new URL(`../fixtures/image/${name}`, import.meta.url).pathname;
const docker = fixture('test-docker-image.tar');

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
    expect(wastedFiles.slice(0, 2).map((file) => [file.path, file.bytes, file.layers])).toEqual([
      ['/root/example/somefile1.txt', 12810, [3, 4]],
      ['/root/saved.txt', 12810, [7, 13]],
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
    const packed = await readArchive(Readable.from([gzipSync(bytes)]), { ref: docker });
    expect(packed.layers).toEqual(whole.layers);
  });
});
