import * as z from 'zod';
import { defineKind, fail, pass } from './kind.ts';
import { notPushed } from './pipeline/problem.ts';
import { cacheProblem, labelProblem, tagProblem } from './pipeline/pushed-rules.ts';
import { stageRow } from './pipeline/stages.ts';
import { readScript, scriptPath } from './script-file.ts';

const ASPECTS = ['tags', 'labels', 'cache'] as const;

export const pipelinePushes = defineKind({
  id: 'pipeline.pushes',
  title: 'the pipeline pushes one image, under its revision and as latest, that says which revision it is',
  args: z.strictObject({
    path: scriptPath.default('build.sh'),
    aspects: z
      .array(z.enum(ASPECTS))
      .min(1)
      .default(['tags', 'labels'])
      .describe(
        'tags: both, one digest; labels: this revision; cache: an unchanged step is not run again, an imported cache was exported.',
      ),
    cached: z
      .array(z.string())
      .default([])
      .describe('Text of RUN steps that the next build takes from its cache.'),
  }),
  needs: ['file', 'pipeline'],
  why: 'A tag that names a commit, and a label that says the same, are what leads from a container that misbehaves back to its source.',
  // It runs a script, which nobody expects of a review.
  review: { suits: async () => false },
  async judge(facts, { path, aspects, cached }) {
    const script = await readScript(facts, path);
    const report = await facts.pipeline(path);
    const [good] = report.runs;
    if (!good) throw new Error('a pipeline without a run');
    const expected =
      'builds, scans, and pushes the tags of this revision and latest: one digest, with this revision in its labels';
    const seeIt = `REGISTRY=localhost:5000 ./${path}`;
    const problem =
      notPushed(script, good, report) ??
      (aspects.includes('tags') ? tagProblem(script, good) : undefined) ??
      (aspects.includes('labels') ? await labelProblem(facts, script, good) : undefined) ??
      (aspects.includes('cache') ? await cacheProblem(facts, script, report, cached) : undefined);
    const stages = [stageRow(good, problem === undefined)];
    if (problem) return fail({ expected, seeIt, stages, ...problem });
    const [first] = good.pushed;
    const tags = good.pushed.map(({ tag }) => tag).join(' and ');
    return {
      ...pass(
        expected,
        `${tags}: ${first?.digest.slice(0, 19) ?? ''}, revision ${good.revision.slice(0, 7)}`,
      ),
      stages,
      seeIt,
    };
  },
});
