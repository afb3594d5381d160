import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { defineKind, fail, pass } from './kind.ts';
import { gateProblem, scanProblem } from './pipeline/gate-rules.ts';
import { notPushed } from './pipeline/problem.ts';
import { stageRow } from './pipeline/stages.ts';
import { readScript, scriptPath } from './script-file.ts';

export const pipelineGates = defineKind({
  id: 'pipeline.gates',
  title: 'nothing is pushed that a scanner has not found clean',
  args: z.strictObject({
    path: scriptPath.default('build.sh'),
    severities: z
      .array(z.string().toUpperCase())
      .default([])
      .describe('Severities that the scanner has to be asked for.'),
    pinned: z.boolean().default(false).describe('The scanner has to be one version.'),
  }),
  needs: ['file', 'pipeline'],
  why: 'A gate is known by what it stops: a vulnerable image, and as well one that nobody could look at.',
  // It runs a script, which nobody expects of a review.
  review: { suits: async () => false },
  async judge(facts, { path, ...wants }) {
    const script = await readScript(facts, path);
    const report = await facts.pipeline(path);
    const [good, ...others] = report.runs;
    if (!good) throw new Error('a pipeline without a run');
    const stopped = notPushed(script, good, report);
    if (good.pushed.length === 0 && stopped) {
      throw new NotJudgeable(
        `It pushes nothing even when nothing is found (${stopped.actual}), so nothing is known of its gate.`,
        'See pipeline.pushes first.',
        'image-absent',
      );
    }
    const problems = others.map((run) => gateProblem(script, run));
    const problem = problems.find((one) => one !== undefined) ?? scanProblem(script, good, wants);
    const stages = [
      stageRow(good, true),
      ...others.map((run, index) => stageRow(run, problems[index] === undefined)),
    ];
    const expected =
      'nothing is pushed when the scanner finds something, when it breaks, and when the build fails';
    const seeIt = `./${path}; echo $?`;
    if (problem) return fail({ expected, seeIt, stages, ...problem });
    return { ...pass(expected, 'all three stop before the push'), stages, seeIt };
  },
});
