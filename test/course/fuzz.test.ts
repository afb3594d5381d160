import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, win32 } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyNew } from '../../src/course/files.ts';
import { labSchema } from '../../src/course/schema.ts';
import { LearnerError } from '../../src/errors.ts';
import { fuzzRuns, fuzzTimeout } from '../helpers/hostile.ts';

const part = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    'a',
    'b.txt',
    'C:',
    'c:x',
    '\\',
    '..\\x',
    '\\\\server',
    '~',
    'NUL',
    'link',
    'out',
    '\0',
  ),
  fc.string({ maxLength: 4 }),
);
const path = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 5 }), fc.constantFrom('/', '\\'))
  .map(([parts, separator]) => parts.join(separator));

it('a path that a lab may state never leaves its folder, on Linux and on Windows', {
  timeout: fuzzTimeout(1000),
}, () => {
  const edits = labSchema.shape.edits;
  let accepted = 0;
  fc.assert(
    fc.property(path, (one) => {
      const parsed = edits.safeParse([one]);
      if (!parsed.success) return;
      accepted++;
      for (const text of parsed.data) {
        expect(relative('/ws/lab', resolve('/ws/lab', text))).not.toMatch(/^\.\.(?:\/|$)|^\//);
        const away = win32.relative('D:\\ws\\lab', win32.resolve('D:\\ws\\lab', text));
        expect(away).not.toMatch(/^\.\.(?:\\|$)|^[a-z]:\\|^\\/i);
      }
    }),
    { numRuns: fuzzRuns(1000), examples: [['./C:/NUL/.']] },
  );
  expect(accepted).toBeGreaterThan(0);
});

it('laying out a starter never writes through a link, or over a file', {
  timeout: fuzzTimeout(100),
}, async () => {
  const root = mkdtempSync(join(tmpdir(), 'docker-labs-links-'));
  try {
    writeFileSync(join(root, 'source'), 'starter');
    const name = fc.constantFrom('a', 'b', 'link', 'c.txt');
    const names = fc.array(name, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.array(fc.tuple(names, fc.constantFrom('dir', 'file', 'link'))),
        async (wanted, there) => {
          const [workspace, outside] = [join(root, 'ws'), join(root, 'outside')];
          for (const folder of [workspace, outside]) {
            rmSync(folder, { recursive: true, force: true });
            mkdirSync(folder);
          }
          for (const [parts, kind] of there) {
            const target = join(workspace, ...parts);
            try {
              if (kind === 'dir') mkdirSync(target, { recursive: true });
              else if (kind === 'file') writeFileSync(target, 'mine', { flag: 'wx' });
              else symlinkSync(outside, target);
            } catch {
              // Something else is there already, or no folder to hold it.
            }
          }
          const before = [treeOf(workspace), treeOf(outside)] as const;
          await copyNew(join(root, 'source'), workspace, wanted.join('/')).catch((error: unknown) => {
            if (!(error instanceof LearnerError)) throw error;
          });
          expect(treeOf(outside)).toEqual(before[1]);
          expect(treeOf(workspace)).toEqual(expect.arrayContaining(before[0]));
        },
      ),
      { numRuns: fuzzRuns(100) },
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

/** Paths with what they are; links are not followed, as `recursive` of readdir would: some lead to themselves. */
function treeOf(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below)).flatMap((entry) => {
    const name = join(below, entry);
    const found = lstatSync(join(folder, name));
    if (found.isDirectory()) return [`${name} dir`, ...treeOf(folder, name)];
    return [`${name} ${found.isSymbolicLink() ? 'link' : `file ${found.size}`}`];
  });
}
