import { posix } from 'node:path';
import * as z from 'zod';
import type { FileEntry } from '../image/types.ts';
import { plural } from '../text/counted.ts';
import { blame } from './blame.ts';
import { at, defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { ACCOUNT_FILES, resolveUser } from './passwd.ts';
import { type Source, sourceIfAny } from './source.ts';
import type { Evidence } from './types.ts';
import { isWithin, walk } from './walk.ts';

const OTHERS_WRITE = 0o002;
const GROUP_WRITE = 0o020;
const STICKY = 0o1000;

export const filesOwner = defineKind({
  id: 'files.owner',
  title: 'the program belongs to root or its user, and nobody else may write it',
  args: z.strictObject({
    paths: z.array(z.string().startsWith('/')).min(1).describe('Files, or folders with all that is in them.'),
    user: z.string().min(1).describe('The user that may own them besides root.'),
  }),
  needs: ['files'],
  keeps: () => ACCOUNT_FILES,
  why: 'What everyone may write, any hole may replace: the program itself, then.',
  async judge(facts, { paths, user }) {
    const files = await facts.files();
    const owner = resolveUser(user, files);
    const expected = `owned by root or ${user}, and not writable by others`;
    const seeIt = `docker run --rm --entrypoint ls ${imageName(facts)} -ln ${paths.join(' ')}`;
    const missing = paths.find((path) => files.resolve(path) === undefined);
    if (missing !== undefined) {
      return fail({
        expected,
        actual: `${missing} is not in the image`,
        evidence: [inImage(facts, missing, 'not there')],
        tryNext: `Copy it: COPY --from=builder ${missing} ${missing}`,
        seeIt,
      });
    }
    const below = [...files.entries.values()].filter((entry) =>
      paths.some((path) => isWithin(entry.path, path)),
    );
    const wrong = below.filter((entry) => reasonAgainst(entry, owner) !== undefined);
    if (wrong.length === 0)
      return { ...pass(expected, `${plural(below.length, 'path')} looked at, all are`), seeIt };
    const source = await sourceIfAny(facts);
    const [first] = wrong;
    return fail({
      expected,
      actual: `${plural(wrong.length, 'path')} not: ${first?.path} ${first && reasonAgainst(first, owner)}`,
      evidence: [
        // One of each: a whole folder usually has one cause.
        ...paths
          .flatMap((path) => wrong.find((entry) => isWithin(entry.path, path)) ?? [])
          .flatMap(({ path }) => changedBy(source, path) ?? blame(source, path)),
        ...wrong.slice(0, 8).map((entry) => inImage(facts, entry.path, reasonAgainst(entry, owner) ?? '')),
      ],
      tryNext: `Copy with the owner that is wanted (COPY --chown=${user}:${user} …) or leave root the owner, and drop any chmod that lets others write.`,
      seeIt,
    });
  },
});

/** The last chmod or chown of the path or a folder above it, if it comes after what copied the path. */
function changedBy(source: Source | undefined, path: string): Evidence[] | undefined {
  if (!source) return undefined;
  const { dockerfile, stage } = source;
  const steps = walk(dockerfile, stage).filter(({ instruction }) => instruction.keyword === 'RUN');
  const found = steps.findLast(({ instruction, workdir }) => {
    const command = /\bch(?:mod|own)\s+([^;&|]+)/.exec(instruction.text)?.[1] ?? '';
    return command
      .split(/\s+/)
      .some((word) => /^[/.]/.test(word) && isWithin(path, posix.resolve(workdir, word)));
  });
  const copied = blame(source, path)[0]?.line ?? 0;
  return found && found.instruction.line > copied ? [at(dockerfile, found.instruction)] : undefined;
}

function reasonAgainst(
  entry: FileEntry,
  owner: { uid: number; gid: number } | undefined,
): string | undefined {
  if (entry.type === 'symlink' || entry.type === 'hardlink') return undefined; // their own bits mean nothing
  if ((entry.mode & OTHERS_WRITE) !== 0 && (entry.mode & STICKY) === 0) {
    return `may be written by everyone (mode ${entry.mode.toString(8)})`;
  }
  if (entry.uid !== 0 && entry.uid !== owner?.uid) return `belongs to user ${entry.uid}`;
  const foreignGroup = entry.gid !== 0 && entry.gid !== owner?.gid;
  if (foreignGroup && (entry.mode & GROUP_WRITE) !== 0) return `may be written by group ${entry.gid}`;
  return undefined;
}
