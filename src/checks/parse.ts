import * as z from 'zod';
import { buildErrors } from '../dockerfile/build-errors.ts';
import { plural } from '../text/counted.ts';
import { at, defineKind, fail, pass } from './kind.ts';

export const parse = defineKind({
  id: 'parse',
  title: 'the Dockerfile parses as BuildKit parses it',
  args: z.strictObject({}),
  needs: ['dockerfile'],
  why: 'BuildKit refuses the whole file for one line that it cannot read; nothing is built.',
  sameAs: {
    hadolint: ['DL1000', 'DL3043', 'DL3061'],
    differs:
      'Lines and reasons are those of BuildKit, which reads files that hadolint does not, and the other way round.',
  },
  async judge(facts) {
    const dockerfile = await facts.dockerfile();
    const { buildArgs = {}, target } = facts.subject;
    // A target that is not there is for stages.names to say.
    const here = dockerfile.stages.some(({ name }) => name?.toLowerCase() === target?.toLowerCase());
    const errors = buildErrors(dockerfile, {
      buildArgs,
      moreArgs: true,
      ...(target && here ? { target } : {}),
    });
    const [first] = errors;
    const expected = 'a Dockerfile without syntax errors';
    if (!first) return pass(expected, `${plural(dockerfile.stages.length, 'stage')}, no error`);
    return fail({
      expected,
      actual: first.message,
      evidence: errors.map((error) => at(dockerfile, error.line)),
      tryNext: `Look at line ${first.line}: ${first.message}`,
      seeIt: `docker build --check -f ${dockerfile.file} .`,
    });
  },
});
