import * as z from 'zod';
import { listed } from '../text/counted.ts';
import { at, buildCommand, defineKind, fail, inFile, pass } from './kind.ts';
import type { RebuildReport } from './types.ts';

export const buildCached = defineKind({
  id: 'build.cached',
  title: 'a changed source file leaves the dependency steps cached',
  args: z.strictObject({
    touch: z.string().min(1).describe('The source file to change, relative to the context.'),
    steps: z
      .array(z.string().min(1))
      .min(1)
      .describe('Text of the RUN steps that must stay cached: `npm ci`.'),
  }),
  needs: ['dockerfile', 'rebuild'],
  why: 'What is built again on each change is waited for on each change.',
  async judge(facts, { touch, steps }) {
    const dockerfile = await facts.dockerfile();
    const report = await facts.rebuild(touch, steps);
    const expected = `after a change of ${touch}, still cached: ${listed(steps)}`;
    const seeIt = `echo >> ${touch} && ${buildCommand(facts)}`;
    const watched = report.steps.filter((step) => step.watched);
    if (watched.length === 0) {
      return fail({
        expected,
        actual: `no step runs ${listed(steps)}`,
        evidence: [inFile(dockerfile, 'no such step')],
        tryNext: `RUN ${steps[0]} in a stage that the image needs.`,
        seeIt,
      });
    }
    const again = watched.filter((step) => !step.cached);
    if (again.length === 0) {
      return {
        ...pass(expected, watched.map((step) => `${step.stage}: ${step.instruction}`).join('; ')),
        seeIt,
      };
    }
    return fail({
      expected,
      actual: again.map((step) => `${step.stage} runs ${step.instruction} again`).join('; '),
      evidence: [...new Set(again.flatMap((step) => [...causesOf(step, report), step]))].map((step) =>
        step.line === undefined ? inFile(dockerfile, step.instruction) : at(dockerfile, step.line),
      ),
      tryNext: 'Copy the manifests and install above the COPY of the sources.',
      seeIt,
    });
  },
});

/** The COPY and ADD above a step in its stage that saw the change: what made it run again. */
function causesOf(step: RebuildReport['steps'][number], { steps }: RebuildReport): RebuildReport['steps'] {
  return steps.filter(
    (other) =>
      other.stage === step.stage &&
      !other.cached &&
      (other.line ?? 0) < (step.line ?? 0) &&
      /^(COPY|ADD)\b/i.test(other.instruction),
  );
}
