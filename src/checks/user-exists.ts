import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { idsByName } from '../image/account-ids.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { decidedBy, known, sourceIfAny } from './source.ts';
import type { SubjectFacts } from './types.ts';
import { numericId, splitUser } from './users.ts';

export const userExists = defineKind({
  id: 'user.exists',
  title: 'a named user is in the image’s passwd',
  args: z.strictObject({}),
  needs: ['image', 'files'],
  keeps: () => ['/etc/passwd', '/etc/group'],
  why: 'USER takes any name without looking; a container whose user is not in /etc/passwd does not start.',
  async judge(facts) {
    const { user, group } = splitUser(known(await facts.image(), 'user'));
    const expected = 'a user that the image knows, or a number';
    // Without USER nothing is looked up: the program starts as number 0, also where there is no passwd.
    if (user === '' && group === undefined) return pass(expected, 'no USER: number 0 needs no account');
    const lookups = [
      { name: user || 'root', file: '/etc/passwd' },
      ...(group === undefined ? [] : [{ name: group, file: '/etc/group' }]),
    ].filter(({ name }) => numericId(name) === undefined);
    if (lookups.length === 0) return pass(expected, `${user} is a number: it needs no account`);
    const unknown: typeof lookups = [];
    for (const lookup of lookups) if (!(await isIn(facts, lookup))) unknown.push(lookup);
    const [first] = unknown;
    if (!first) return pass(expected, sanitiseLine(`${lookups.map(({ name }) => name).join(', ')}: there`));
    const name = sanitiseLine(first.name);
    return fail({
      expected,
      actual: `${name} is not in the image's ${first.file}`,
      evidence: [
        ...decidedBy(await sourceIfAny(facts), 'USER'),
        inImage(facts, first.file, `no line for ${name}`),
      ],
      tryNext:
        'Make the account in the same stage, before USER: addgroup and adduser on Alpine, groupadd and useradd on Debian. In scratch use a number.',
      seeIt: `docker run --rm -u 0 --entrypoint cat ${imageName(facts)} ${first.file}`,
    });
  },
});

async function isIn(facts: SubjectFacts, { name, file }: { name: string; file: string }): Promise<boolean> {
  const files = await facts.files();
  const content = files.content(file);
  if (content) return idsByName(content.toString('utf8')).has(name);
  if (files.complete || files.absent?.(file)) return false;
  throw new NotJudgeable(`The image's ${file} could not be predicted.`, 'Build it on a real engine.');
}
