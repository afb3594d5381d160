import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepPaths } from '../../src/image/files.ts';
import { badArchive, filesFromTar, TarWalker } from '../../src/image/tar.ts';
import type { FileEntry } from '../../src/image/types.ts';
import { fixChecksum, type Made, makeTar } from './make.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dl-tar-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const all = () => Number.POSITIVE_INFINITY;

/** The archive that GNU tar makes of the folder. */
function gnuTar(...options: string[]): Buffer {
  return execFileSync('tar', ['-C', dir, ...options, '-cf', '-', '.'], { maxBuffer: 1 << 26 });
}

function chunked(archive: Buffer, size: number): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < archive.length; at += size) chunks.push(archive.subarray(at, at + size));
  return Readable.from(chunks);
}

function entriesOf(archive: Buffer): FileEntry[] {
  const entries: FileEntry[] = [];
  const walker = new TarWalker((entry) => {
    entries.push(entry);
    return undefined;
  }, badArchive('x.tar'));
  walker.write(archive);
  walker.end();
  return entries;
}

const packed = (...headers: Made[]) =>
  makeTar(...headers.map((header) => ({ ...header, content: header.content ?? 'hello' })));

describe('a tar made by GNU tar', () => {
  const long = 'd'.repeat(120);
  beforeEach(() => {
    mkdirSync(join(dir, 'usr/bin'), { recursive: true });
    mkdirSync(join(dir, long, long), { recursive: true });
    writeFileSync(join(dir, 'usr/bin/app'), 'x'.repeat(5000), { mode: 0o755 });
    writeFileSync(join(dir, long, long, 'ünïcode'), 'deep');
    writeFileSync(join(dir, 'empty'), '');
    symlinkSync('usr/bin', join(dir, 'bin'));
    symlinkSync('/bin/app', join(dir, 'absolute'));
    symlinkSync('../../../../usr/bin/app', join(dir, 'usr/relative'));
    symlinkSync('loop-b', join(dir, 'loop-a'));
    symlinkSync('loop-a', join(dir, 'loop-b'));
    linkSync(join(dir, 'usr/bin/app'), join(dir, 'zz-hard'));
  });

  for (const format of ['gnu', 'pax', 'posix']) {
    for (const size of [1, 511, 513, 65_536]) {
      it(`reads ${format} in chunks of ${size}`, async () => {
        const files = await filesFromTar(chunked(gnuTar('--sort=name', `--format=${format}`), size), all);
        expect(files.complete).toBe(true);
        expect(files.entries.get('/usr/bin/app')).toMatchObject({ type: 'file', size: 5000, mode: 0o755 });
        expect(files.content(`/${long}/${long}/ünïcode`)?.toString()).toBe('deep');
        expect(files.content('/empty')).toEqual(Buffer.alloc(0));
        expect(files.resolve('/')?.type).toBe('directory');
        for (const path of ['/bin/app', '/absolute', '/usr/relative', '/zz-hard', 'bin/./../bin/app']) {
          expect(files.resolve(path)?.path, path).toBe('/usr/bin/app');
          expect(files.content(path)?.length, path).toBe(5000);
        }
        expect(files.resolve('/loop-a')).toBeUndefined();
        expect(files.resolve('/nothing')).toBeUndefined();
      });
    }
  }

  it('reads a sparse file as what is stored, in both sparse formats', () => {
    writeFileSync(join(dir, 'holes'), '');
    truncateSync(join(dir, 'holes'), 50_000_000);
    for (let i = 0; i < 60; i++) {
      execFileSync(
        'dd',
        ['if=/dev/zero', `of=${join(dir, 'holes')}`, 'conv=notrunc', 'bs=4096', 'count=1', `seek=${i * 20}`],
        { stdio: 'ignore' },
      );
    }
    for (const format of ['gnu', 'pax']) {
      const archive = gnuTar('--sort=name', '-S', '--hole-detection=raw', `--format=${format}`);
      const entries = entriesOf(archive);
      expect(entries.find((entry) => entry.path === '/holes')?.size).toBeLessThan(1_000_000);
      expect(entries.at(-1)?.path).toBe('/zz-hard');
    }
  });

  it('reads owners beyond what octal can hold', () => {
    for (const format of ['gnu', 'pax']) {
      const entries = entriesOf(gnuTar(`--format=${format}`, '--owner=x:3000000', '--group=y:4000000'));
      expect(entries.every((entry) => entry.uid === 3_000_000 && entry.gid === 4_000_000)).toBe(true);
    }
  });

  it('keeps no more of a content than asked', async () => {
    const archive = gnuTar('--sort=name');
    const files = await filesFromTar(Readable.from([archive]), keepPaths(['/usr/bin/app'], 10));
    expect(files.content('/usr/bin/app')?.length).toBe(10);
    expect(files.content(`/${long}/${long}/ünïcode`)).toBeUndefined();
  });

  it('reads once more for a wanted path that turned out to be a link', async () => {
    const archive = gnuTar('--sort=name', '--exclude=zz-hard');
    const keep = keepPaths(['/bin/app'], 10);
    expect((await filesFromTar(Readable.from([archive]), keep)).content('/bin/app')).toBeUndefined();
    const again = async () => Readable.from([archive]);
    const files = await filesFromTar(Readable.from([archive]), keep, { again });
    expect(files.content('/bin/app')?.length).toBe(10);
    expect(files.content('/absolute')?.length).toBe(10);
  });

  it('complains of a truncated archive, wherever it breaks off', () => {
    const archive = gnuTar('--sort=name');
    const dataEnd = archive.findLastIndex((byte) => byte !== 0);
    for (let length = 100; length < dataEnd; length += 100) {
      if (length % 512 === 0) continue;
      expect(() => entriesOf(archive.subarray(0, length)), `${length}`).toThrow(/truncated/);
    }
  });
});

describe('hostile archives', () => {
  it('keeps paths inside the image', async () => {
    const archive = await packed(
      { name: '../../etc/passwd' },
      { name: '/abs//x/./y' },
      { name: 'a/../../b' },
    );
    expect(entriesOf(archive).map((entry) => entry.path)).toEqual(['/etc/passwd', '/abs/x/y', '/b']);
  });

  it('shows no control characters, and lets no crafted name equal a known one', async () => {
    const [entry] = entriesOf(await packed({ name: 'etc/pass\u001b[2Jwd\u202e' }));
    expect(entry?.path).toBe('/etc/pass\ufffd[2Jwd\ufffd');
  });

  it('refuses a header whose checksum does not hold', async () => {
    const archive = await packed({ name: 'file' });
    archive[0] = 0x7a;
    expect(() => entriesOf(archive)).toThrow(/checksum/);
  });

  it('refuses absurd sizes', async () => {
    const archive = await packed({ name: 'file' });
    archive.fill(0x7f, 124, 136);
    archive[124] = 0x80;
    fixChecksum(archive);
    expect(() => entriesOf(archive)).toThrow(/absurd size/);
  });

  it('refuses a path longer than Linux knows', async () => {
    const archive = await packed({ name: 'x/'.repeat(3000) });
    expect(() => entriesOf(archive)).toThrow(/absurd length/);
  });

  it('refuses more entries than the limit', async () => {
    const archive = await packed({ name: 'a' }, { name: 'b' }, { name: 'c' });
    const walker = new TarWalker(() => undefined, badArchive('x'), { maxEntries: 2, maxExtension: 1024 });
    expect(() => walker.write(archive)).toThrow(/more than 2 entries/);
  });

  it('refuses an extended header beyond the limit', async () => {
    const archive = await packed({ name: 'n', pax: { comment: 'c'.repeat(5000) } });
    const walker = new TarWalker(() => undefined, badArchive('x'), { maxEntries: 9, maxExtension: 1024 });
    expect(() => walker.write(archive)).toThrow(/absurd length/);
  });

  it('takes no size of a link or folder for content', async () => {
    const archive = await packed({ name: 'dir', type: 'directory' }, { name: 'file' });
    archive.write('00000001000\0', 124, 'latin1');
    fixChecksum(archive);
    expect(entriesOf(archive).map((entry) => [entry.path, entry.size])).toEqual([
      ['/dir', 0],
      ['/file', 5],
    ]);
  });
});
