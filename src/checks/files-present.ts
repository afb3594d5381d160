import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import type { ImageFiles } from '../image/types.ts';
import { listed } from '../text/counted.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { blame } from './blame.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { sourceIfAny } from './source.ts';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

export const filesPresent = defineKind({
  id: 'files.present',
  title: 'the paths exist in the image',
  args: z.strictObject({
    paths: z.array(z.string().startsWith('/')).min(1),
    pem: z.boolean().default(false).describe('Each holds at least one certificate that parses.'),
    contains: z.string().min(1).optional().describe('Text that each of them holds.'),
  }),
  needs: ['files'],
  keeps: ({ paths, pem, contains }) => (pem || contains !== undefined ? paths : []),
  why: 'What the program needs at run time has to be in the image; nothing is taken from the machine that runs it.',
  async judge(facts, args) {
    const files = await facts.files();
    const faults = args.paths.flatMap((path) => {
      const problem = problemOf(files, path, args);
      return problem === undefined ? [] : [{ path, problem }];
    });
    const expected = `${listed(args.paths)} in the image${args.pem ? ', with certificates that parse' : ''}${args.contains === undefined ? '' : `, with "${args.contains}"`}`;
    const [first] = faults;
    if (!first) return pass(expected, 'there');
    const source = await sourceIfAny(facts);
    return fail({
      expected,
      actual: sanitiseLine(listed(faults.map(({ path, problem }) => `${path} ${problem}`))),
      evidence: [
        ...blame(source, first.path),
        ...faults.map(({ path, problem }) => inImage(facts, path, problem)),
      ],
      tryNext: `See where ${first.path} is made, and copy it to exactly there.`,
      seeIt: `docker create --name look ${imageName(facts)} x; docker export look | tar -t; docker rm look`,
    });
  },
});

function problemOf(
  files: ImageFiles,
  path: string,
  { pem, contains }: { pem: boolean; contains?: string | undefined },
): string | undefined {
  const entry = files.resolve(path);
  if (entry === undefined) {
    if (isFolder(files, path)) return undefined;
    if (!files.complete && !files.absent?.(path)) {
      throw new NotJudgeable(
        `Whether the image has ${path} could not be predicted.`,
        'Build it on a real engine.',
      );
    }
    return 'is not there';
  }
  if (!pem && contains === undefined) return undefined;
  const content = files.content(path)?.toString('utf8');
  if (content === undefined) {
    if (entry.type !== 'file') return 'is no file';
    throw new NotJudgeable(`What ${path} holds could not be predicted.`, 'Build it on a real engine.');
  }
  if (contains !== undefined && !content.includes(contains)) return `lacks "${contains}"`;
  if (pem && !holdsCertificate(content)) return 'holds no certificate that parses';
  return undefined;
}

/** Archives need not list the folders of what they hold. */
function isFolder(files: ImageFiles, path: string): boolean {
  const inside = `${path.replace(/\/+$/, '')}/`;
  for (const known of files.entries.keys()) if (known.startsWith(inside)) return true;
  return false;
}

function holdsCertificate(text: string): boolean {
  return (text.match(PEM) ?? []).some((block) => {
    try {
      return new X509Certificate(block).subject !== undefined;
    } catch {
      return false;
    }
  });
}
