import * as z from 'zod';
import { at, defineKind, fail, inFile, pass } from './kind.ts';

export const syntaxDirective = defineKind({
  id: 'syntax.directive',
  title: 'a syntax directive, where there is one, takes effect',
  args: z.strictObject({
    present: z.boolean().default(false).describe('There must be one; otherwise a file without it passes.'),
  }),
  needs: ['dockerfile'],
  why: 'Below anything but other directives, even a comment, # syntax= is itself a comment: the builder never sees it.',
  sameAs: { other: ['https://docs.docker.com/reference/dockerfile/#parser-directives'] },
  async judge(facts, { present }) {
    const dockerfile = await facts.dockerfile();
    const expected = present ? '# syntax= on the first line' : '# syntax= on the first line, or none';
    const late = dockerfile.directives.find((one) => one.name === 'syntax' && !one.effective);
    const effective = dockerfile.directives.find((one) => one.name === 'syntax' && one.effective);
    const seeIt = `head -3 ${dockerfile.file}`;
    if (late && !effective) {
      return fail({
        expected,
        actual: `it stands on line ${late.line}, where it is a comment`,
        evidence: [at(dockerfile, late.line)],
        tryNext: `Move it to line 1: # syntax=${late.value}`,
        seeIt,
      });
    }
    if (present && !effective) {
      return fail({
        expected,
        actual: 'there is none',
        evidence: [at(dockerfile, 1)],
        tryNext: 'Begin the file with # syntax=docker/dockerfile:1',
        seeIt,
      });
    }
    return {
      ...pass(expected, effective ? effective.value : 'none', [
        effective ? at(dockerfile, effective.line) : inFile(dockerfile, 'no syntax directive'),
      ]),
      seeIt,
    };
  },
});
