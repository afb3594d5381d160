import * as z from 'zod';
import { plural } from '../text/counted.ts';
import { at, defineKind, fail, inFile, pass } from './kind.ts';
import { stageName } from './view.ts';

export const stagesCount = defineKind({
  id: 'stages.count',
  title: 'at least N stages',
  args: z.strictObject({ min: z.int().min(1) }),
  needs: ['dockerfile'],
  why: 'A stage of its own for building keeps compilers, sources and caches out of the image that is shipped.',
  async judge(facts, { min }) {
    const dockerfile = await facts.dockerfile();
    const { stages } = dockerfile;
    const expected = `at least ${plural(min, 'stage')}`;
    const names = stages.map(stageName).join(', ');
    const actual = stages.length > 0 ? `${plural(stages.length, 'stage')} (${names})` : 'no stage';
    const evidence =
      stages.length > 0
        ? stages.map((stage) => at(dockerfile, stage.from))
        : [inFile(dockerfile, 'no FROM in this file')];
    if (stages.length >= min) return pass(expected, actual, evidence);
    return fail({
      expected,
      actual,
      evidence,
      tryNext: 'Each FROM begins a stage. Begin another one for what the running program needs.',
      seeIt: `grep -n '^FROM' ${dockerfile.file}`,
    });
  },
});
