import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openArchive, readArchive, readArchiveFile } from '../../src/image/archive.ts';
import { efficiencyOf } from '../../src/image/efficiency.ts';
import { imageFixture, readMade } from '../helpers/archives.ts';

const docker = imageFixture('test-docker-image.tar');

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
    expect((await readMade(gzipSync(bytes))).layers).toEqual(whole.layers);
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
