import * as z from 'zod';
import { at, defineKind, inFile, pass, warn } from './kind.ts';
import { sourceOf } from './source.ts';
import { lastOf } from './view.ts';

export const healthLoopback = defineKind({
  id: 'health.loopback',
  title: 'the health check asks 127.0.0.1, not localhost',
  args: z.strictObject({}),
  needs: ['dockerfile'],
  why: 'Some versions of BusyBox resolve localhost to ::1 first and do not fall back when the program listens on IPv4 alone.',
  async judge(facts) {
    const { dockerfile, stage } = await sourceOf(facts);
    const check = lastOf(dockerfile, stage, 'HEALTHCHECK');
    const expected = 'a probe of 127.0.0.1';
    if (!check) return pass(expected, 'there is no health check', [inFile(dockerfile, 'no HEALTHCHECK')]);
    if (!/\b(?:wget|nc)\b.*\blocalhost\b/s.test(check.text))
      return pass(expected, 'no localhost in a BusyBox probe');
    return warn({
      expected,
      actual: 'localhost in a BusyBox probe',
      evidence: [at(dockerfile, check)],
      tryNext: 'Write 127.0.0.1 instead of localhost.',
    });
  },
});
