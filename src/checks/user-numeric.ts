import * as z from 'zod';
import { sanitiseLine } from '../text/sanitise.ts';
import { defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { decidedOrMissing, known, sourceIfAny } from './source.ts';
import { splitUser } from './users.ts';

export const userNumeric = defineKind({
  id: 'user.numeric',
  title: 'the user is a number other than 0',
  args: z.strictObject({}),
  needs: ['image'],
  why: 'An image without /etc/passwd cannot look up a name: the container would not start. Kubernetes, too, can tell only by the number that a user is not root.',
  // Where there is a list of names, a name is right, too.
  review: { suits: async (facts) => (await facts.files()).resolve('/etc/passwd') === undefined },
  async judge(facts) {
    const user = known(await facts.image(), 'user');
    const expected = 'a numeric user other than 0';
    const evidence = [
      ...decidedOrMissing(await sourceIfAny(facts), 'USER'),
      inImage(facts, 'Config.User', user || '(empty)'),
    ];
    const parts = splitUser(user);
    const isNumber = /^\d+$/.test(parts.user) && /^\d*$/.test(parts.group ?? '');
    if (isNumber && Number(parts.user) !== 0) return pass(expected, user, evidence);
    return fail({
      expected,
      actual: user === '' ? 'none, so root' : sanitiseLine(user),
      evidence,
      tryNext: 'Use a UID, for example USER 10001.',
      seeIt: inspectField(facts, 'User'),
    });
  },
});
