import * as z from 'zod';
import { listed, plural } from '../text/counted.ts';
import { blame } from './blame.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { sourceIfAny } from './source.ts';

const SETUID = 0o4000;
const SETGID = 0o2000;

export const filesSetuid = defineKind({
  id: 'files.setuid',
  title: 'no file that makes its starter someone else',
  args: z.strictObject({
    allow: z.array(z.string()).default([]).describe('Paths that may keep the bit.'),
  }),
  needs: ['files'],
  why: 'A setuid file runs as its owner, whoever starts it: a way from any user to root.',
  sameAs: {
    dockle: ['CIS-DI-0008'],
    other: ['CIS Docker Benchmark 4.8'],
    differs: 'dockle lists them for information; here a file that nobody listed is a failure.',
  },
  async judge(facts, { allow }) {
    const { entries } = await facts.files();
    const found = [...entries.values()].filter(
      (entry) =>
        entry.type === 'file' && (entry.mode & (SETUID | SETGID)) !== 0 && !allow.includes(entry.path),
    );
    const expected =
      allow.length > 0 ? `no setuid or setgid file but ${allow.join(', ')}` : 'no setuid or setgid file';
    const seeIt = `docker run --rm --user 0 --entrypoint find ${imageName(facts)} / -xdev -perm /6000 -type f`;
    if (found.length === 0) return { ...pass(expected, 'none'), seeIt };
    const paths = found.map((entry) => entry.path).sort();
    const source = await sourceIfAny(facts);
    return fail({
      expected,
      actual: `${plural(found.length, 'file')}: ${listed(paths)}`,
      evidence: [
        ...paths.slice(0, 3).flatMap((path) => blame(source, path)),
        ...found
          .slice(0, 10)
          .map((entry) =>
            inImage(facts, entry.path, `mode ${entry.mode.toString(8)}, owner ${entry.uid}:${entry.gid}`),
          ),
      ],
      tryNext: `Remove the file, or take the bit away where it is made: RUN chmod a-s ${paths[0]}`,
      seeIt,
    });
  },
});
