import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { examineArchive } from '../../src/image/examine.ts';
import { badArchive, filesFromTar, TarWalker } from '../../src/image/tar.ts';
import { fuzzRuns, fuzzTimeout } from '../helpers/hostile.ts';
import { descriptor, dockerArchive, makeTar, ociArchive, ociBlobs } from './make.ts';

/** Archives of every kind, to be spoiled. */
let originals: Buffer[];
beforeAll(async () => {
  const layers = [
    await makeTar(
      { name: `${'long/'.repeat(40)}name`, content: 'x'.repeat(700) },
      { name: 'link', type: 'symlink', linkname: '/b' },
    ),
    await makeTar(
      { name: '.wh.link' },
      { name: 'app/.env', content: 'API_KEY=abcdef' },
      { name: 'n', pax: { comment: 'c' }, content: 'y' },
    ),
  ];
  const gz = ociBlobs({ layers }, gzipSync);
  const zst = ociBlobs({ layers }, () =>
    readFileSync(new URL('../fixtures/image/layer.tar.zst', import.meta.url)),
  );
  originals = [
    await dockerArchive({ layers }),
    await ociArchive({ manifests: [descriptor(gz.manifest)] }, gz.blobs),
    await ociArchive({ manifests: [descriptor(zst.manifest)] }, zst.blobs),
    layers[0] as Buffer,
  ];
});

/** A change to an archive: bytes overwritten, cut out, doubled, or the rest thrown away. */
const spoiling = fc.record({
  which: fc.nat(3),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 24 }),
  how: fc.constantFrom('overwrite', 'cut', 'double', 'truncate', 'zero'),
  // headers are where it hurts: aim at a field of one
  field: fc.constantFrom(0, 100, 124, 148, 156, 157, 257, 345, undefined),
});
type Spoiling = typeof spoiling extends fc.Arbitrary<infer T> ? T : never;

function spoil({ at, bytes, how, field, which }: Spoiling): Buffer {
  const archive = Buffer.from(originals[which] as Buffer);
  let place = Math.floor(at * (archive.length - 1));
  if (field !== undefined) place = Math.min(archive.length - 1, place - (place % 512) + field);
  if (how === 'overwrite') archive.set(bytes.subarray(0, archive.length - place), place);
  if (how === 'zero') archive.fill(0, place, Math.min(archive.length, place + 512));
  if (how === 'truncate') return archive.subarray(0, place);
  if (how === 'cut') return Buffer.concat([archive.subarray(0, place), archive.subarray(place + 512)]);
  if (how === 'double')
    return Buffer.concat([archive.subarray(0, place), archive.subarray(Math.max(0, place - 512))]);
  return archive;
}

async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('whatever an archive holds', () => {
  it('it is read, or refused in our own words', { timeout: fuzzTimeout(1500) }, async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(spoiling, { minLength: 1, maxLength: 1 }), async ([one]) => {
        const error = await refusalOf(examineArchive(Readable.from([spoil(one as Spoiling)]), { ref: 'x' }));
        if (error === undefined) return;
        refused++;
        expect(error).toBeInstanceOf(LabError);
        expect(error).toMatchObject({ code: 'bad-file' });
      }),
      { numRuns: fuzzRuns(1500) },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('random bytes too', { timeout: fuzzTimeout(500) }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 4000 }),
        fc.constantFrom([], [0x1f, 0x8b, 8, 0], [0x28, 0xb5, 0x2f, 0xfd]),
        async (bytes, magic) => {
          const archive = Buffer.concat([Buffer.from(magic), bytes]);
          expect(await refusalOf(examineArchive(Readable.from([archive]), { ref: 'x' }))).toMatchObject({
            code: 'bad-file',
          });
        },
      ),
      { numRuns: fuzzRuns(500) },
    );
  });

  it('an entry that claims more than there is takes no memory', async () => {
    const walker = new TarWalker(() => ({ data() {}, end() {} }), badArchive('x'));
    const archive = await makeTar({ name: 'huge', content: 'x' });
    archive.write('77777777777\0', 124, 'latin1');
    archive.write('        ', 148, 'latin1');
    const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    const before = process.memoryUsage().arrayBuffers;
    walker.write(archive);
    const piece = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < 200; i++) walker.write(piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    expect(() => walker.end()).toThrow(/truncated/);
  });
});

describe('whatever is packed', () => {
  const part = fc
    .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
    .filter((text) => !/[/\0\p{C}\p{Zl}\p{Zp}]/u.test(text) && text !== '.' && text !== '..');
  const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
  const file = fc.record({
    path,
    content: fc.uint8Array({ maxLength: 1500 }),
    mode: fc.integer({ min: 1, max: 0o7777 }),
    uid: fc.nat(0o777777),
    gid: fc.nat(0o777777),
  });

  it('comes out again, through chunks of any size', { timeout: fuzzTimeout(300) }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(file, { selector: (one) => one.path, maxLength: 6 }),
        fc.integer({ min: 1, max: 3000 }),
        async (files, size) => {
          const out = pack();
          for (const one of files)
            out.entry(
              { name: one.path, mode: one.mode, uid: one.uid, gid: one.gid },
              Buffer.from(one.content),
            );
          out.finalize();
          const archive = await buffer(out as unknown as NodeJS.ReadableStream);
          const chunks = [];
          for (let at = 0; at < archive.length; at += size) chunks.push(archive.subarray(at, at + size));
          const read = await filesFromTar(Readable.from(chunks), () => 2000);
          expect([...read.entries.keys()]).toEqual(files.map((one) => `/${one.path}`));
          for (const one of files) {
            expect(read.content(`/${one.path}`)).toEqual(Buffer.from(one.content));
            expect(read.resolve(`/${one.path}`)).toMatchObject({
              mode: one.mode,
              uid: one.uid,
              gid: one.gid,
              size: one.content.length,
            });
          }
        },
      ),
      { numRuns: fuzzRuns(300) },
    );
  });
});
