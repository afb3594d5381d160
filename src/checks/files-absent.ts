import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import type { ImageFiles } from '../image/types.ts';
import { listed } from '../text/counted.ts';
import { blame } from './blame.ts';
import { FILE_SET_NAMES, FILE_SETS } from './file-sets.ts';
import { glob } from './globs.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { sourceIfAny } from './source.ts';

export const filesAbsent = defineKind({
  id: 'files.absent',
  title: 'the paths are not in the image',
  args: z
    .strictObject({
      paths: z.array(z.string().startsWith('/')).default([]).describe('Paths; * ? and ** as usual.'),
      sets: z.array(z.enum(FILE_SET_NAMES)).default([]).describe('Well-known programs by their purpose.'),
    })
    .refine(({ paths, sets }) => paths.length + sets.length > 0, 'paths or sets'),
  needs: ['files'],
  why: 'Sources, tests and tools are of no use to the running program, and of much use to whoever breaks into it.',
  async judge(facts, { paths, sets }) {
    const files = await facts.files();
    const unwanted = [...paths, ...sets.flatMap((set) => FILE_SETS[set])];
    const found = unwanted.flatMap((pattern) => matching(files, pattern));
    const expected = `none of ${listed([...paths, ...sets.map((set) => `a ${set}`)])}`;
    const [first] = found;
    if (first === undefined) {
      if (!files.complete && !unwanted.every((path) => files.absent?.(path))) {
        throw new NotJudgeable(
          'Which files the image holds could not be predicted.',
          'Build it on a real engine.',
        );
      }
      return pass(expected, 'none of them');
    }
    const source = await sourceIfAny(facts);
    return fail({
      expected,
      actual: `${listed(found)} ${found.length === 1 ? 'is' : 'are'} in the image`,
      evidence: [
        ...unique(found.flatMap((path) => blame(source, path))),
        ...found.slice(0, 5).map((path) => inImage(facts, path, sizeOf(files, path))),
      ],
      tryNext:
        'Leave it out where it comes in: copy by name, use .dockerignore, or take a base without it. rm in a later layer only hides it.',
      seeIt: `docker create --name look ${imageName(facts)} x; docker export look | tar -t | grep ${first.slice(1)}; docker rm look`,
    });
  },
});

/** The path itself or, for a folder that the archive does not list, something in it; all that match a pattern. */
function matching(files: ImageFiles, pattern: string): string[] {
  if (!/[*?]/.test(pattern)) {
    const path = pattern.replace(/(.)\/+$/, '$1');
    if (files.resolve(path) !== undefined) return [path];
    for (const known of files.entries.keys()) if (known.startsWith(`${path}/`)) return [path];
    return [];
  }
  const matches = glob(pattern);
  return [...files.entries.keys()].filter((path) => matches(path)).slice(0, 20);
}

function sizeOf(files: ImageFiles, path: string): string {
  const entry = files.resolve(path);
  return entry?.type === 'file' ? `${entry.size} bytes` : (entry?.type ?? 'directory');
}

function unique<T extends { line?: number }>(evidence: T[]): T[] {
  return evidence.filter((one, index) => evidence.findIndex((other) => other.line === one.line) === index);
}
