import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipMembers } from '../e2e/standins/gzip.ts';
import { readTar, writeTar } from '../e2e/standins/tar.ts';
import { FileTree } from '../e2e/standins/tree.ts';

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe('FileTree', () => {
  it('files however a path is written', () => {
    const tree = new FileTree().file('./etc/passwd', 'a').file('/etc/group', 'b').file('.hidden/x', 'c');
    expect([...tree.entries.keys()]).toEqual(['etc/passwd', 'etc/group', '.hidden/x']);
  });

  it('files below /usr what a merged-/usr system keeps there, and keeps the links', () => {
    const tree = new FileTree({ mergedUsr: true })
      .symlink('bin', 'usr/bin')
      .directory('./bin/')
      .file('bin/sh', 'x');
    expect(tree.entries.get('bin')?.type).toBe('symlink');
    expect(tree.has('usr/bin/sh')).toBe(true);
  });

  it('removes a folder with what is below it, and nothing that only starts alike', () => {
    const tree = new FileTree().file('a/b', '').file('a/c/d', '').file('ab', '').remove('a');
    expect([...tree.entries.keys()]).toEqual(['ab']);
  });

  it('grafts a part of another tree', () => {
    const other = new FileTree().file('lib/go/bin/go', 'g').file('lib/gone', '');
    const tree = new FileTree().graft(other, 'lib/go', 'usr/local/go');
    expect([...tree.entries.keys()]).toEqual(['usr/local/go/bin/go']);
  });

  it('lists parents before children', () => {
    const paths = [...new FileTree().file('a/b/c', '').sorted()].map(([path]) => path);
    expect(paths).toEqual(['a', 'a/b', 'a/b/c']);
  });
});

describe('the archive of a tree', () => {
  it('reads back as it was, setuid bits and owners included', async () => {
    const tree = new FileTree()
      .set('usr/bin/su', { type: 'file', content: Buffer.from('su'), mode: 0o4755, uid: 0, gid: 8 })
      .symlink('bin', 'usr/bin')
      .directory('tmp', 0o1777)
      .set('usr/bin/perl5', { type: 'hardlink', target: 'usr/bin/su', mode: 0o755, uid: 0, gid: 0 });
    const read = new FileTree();
    await readTar(Readable.from([await bytesOf(writeTar(tree))]), read);
    for (const [path, entry] of tree.entries) expect(read.entries.get(path)).toEqual(entry);
  });

  it('has the same bytes in whatever order the tree was filled', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}(\/[a-z]{1,4}){0,2}\/f$/), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(names, async (paths) => {
        const filled = (order: string[]) =>
          order.reduce((tree, path) => tree.file(path, path), new FileTree());
        const digest = async (tree: FileTree) =>
          createHash('sha256')
            .update(await bytesOf(writeTar(tree)))
            .digest('hex');
        expect(await digest(filled(paths))).toBe(await digest(filled([...paths].reverse())));
      }),
      { numRuns: 30 },
    );
  });

  it('holds zeros of any length, and compresses to the same bytes', async () => {
    const tree = new FileTree().file('pad', { zeros: 5_000_001 });
    const plain = await bytesOf(writeTar(tree));
    const packed = await bytesOf(gzipMembers(writeTar(tree)));
    expect(packed.length).toBeLessThan(50_000);
    expect(gunzipSync(packed).equals(plain)).toBe(true);
    const read = new FileTree();
    await readTar(Readable.from([plain]), read);
    const pad = read.entries.get('pad');
    const zeros = Buffer.alloc(5_000_001);
    expect(pad?.type === 'file' && Buffer.isBuffer(pad.content) && pad.content.equals(zeros)).toBe(true);
  });
});
