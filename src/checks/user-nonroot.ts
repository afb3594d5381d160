import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { idsByName } from '../image/account-ids.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { decidedOrMissing, imageIfAny, known, type Source, sourceIfAny, sourceOf } from './source.ts';
import type { SubjectFacts } from './types.ts';
import { isRoot, numericId, splitUser } from './users.ts';
import { chainOf, lastOf } from './view.ts';
import { walk } from './walk.ts';

export const userNonroot = defineKind({
  id: 'user.nonroot',
  title: 'the final user is not root',
  args: z.strictObject({}),
  needs: ['image', 'files', 'dockerfile'],
  keeps: () => ['/etc/passwd'],
  why: 'Whoever takes over the program has its rights. As root he may change every file of the container, and a fault of the kernel makes him root of the host.',
  sameAs: {
    hadolint: ['DL3002'],
    dockle: ['CIS-DI-0001'],
    trivy: ['DS002'],
    other: ['CIS Docker Benchmark 4.1'],
    differs:
      'hadolint says nothing where there is no USER; then the base decides, and most bases say root. Also a name whose number is 0 in the passwd file of the image is root.',
  },
  async judge(facts) {
    const image = await imageIfAny(facts);
    const user = image ? known(image, 'user') : await userOfDockerfile(facts);
    const source = await sourceIfAny(facts);
    const expected = 'a user other than root';
    const evidence = [
      ...decidedOrMissing(source, 'USER'),
      ...(image ? [inImage(facts, 'Config.User', user || '(empty)')] : []),
    ];
    const hidden = image && !isRoot(user) ? await uidOfName(facts, user) : undefined;
    if (!isRoot(user) && hidden !== 0) return pass(expected, sanitiseLine(user), evidence);
    return fail({
      expected,
      actual: sanitiseLine(describe(user, hidden)),
      evidence,
      tryNext: 'Add USER with an unprivileged account to the last stage, below everything that needs root.',
      seeIt: inspectField(facts, 'User'),
    });
  },
});

function describe(user: string, uid: number | undefined): string {
  if (uid === 0) return `${user}, whose number is 0 in /etc/passwd`;
  return user.trim() === '' ? 'root (no USER is set)' : user;
}

/** The number behind a name; undefined for a number, or where nobody can look. */
async function uidOfName(facts: SubjectFacts, value: string): Promise<number | undefined> {
  const { user } = splitUser(value);
  if (numericId(user) !== undefined) return undefined;
  try {
    const passwd = (await facts.files()).content('/etc/passwd');
    return passwd && idsByName(passwd.toString('utf8')).get(user);
  } catch (error) {
    if (error instanceof NotJudgeable) return undefined;
    throw error;
  }
}

/** The last USER on the way to the stage; without one the base decides, and most bases say root. */
async function userOfDockerfile(facts: SubjectFacts): Promise<string> {
  const source = await sourceOf(facts);
  const { dockerfile, stage } = source;
  const last = lastOf(dockerfile, stage, 'USER');
  if (!last) return isNonrootBase(source) ? 'nonroot' : '';
  const at = walk(dockerfile, stage, facts.subject.buildArgs).find((one) => one.instruction === last);
  return (at?.fill(last.args[0] ?? '') ?? '').trim();
}

/** Distroless and others say it in the tag: `gcr.io/distroless/static:nonroot`. */
function isNonrootBase({ dockerfile, stage }: Source): boolean {
  const root = chainOf(dockerfile, stage).at(-1) ?? stage;
  return /[:-]nonroot\b/.test(root.resolvedBase ?? root.base);
}
