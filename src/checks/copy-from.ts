import { posix } from 'node:path';
import * as z from 'zod';
import { findStage } from '../dockerfile/find-stage.ts';
import type { Stage } from '../dockerfile/types.ts';
import { listed } from '../text/counted.ts';
import { at, buildCommand, defineKind, fail, pass } from './kind.ts';
import { copyReferences, wrongReference } from './references.ts';
import { type Source, sourceOf } from './source.ts';
import type { Judgement, SubjectFacts } from './types.ts';
import { type Copied, copiesInto, isWithin, walk } from './walk.ts';

export const copyFrom = defineKind({
  id: 'copy.from',
  title: 'the final stage takes the named artefacts from an earlier stage, and not everything',
  args: z.strictObject({
    paths: z
      .array(z.string().startsWith('/'))
      .default([])
      .describe('Where the artefacts are in the image, or in the stage they come from.'),
    stage: z.string().optional().describe('The stage that they must come from.'),
    context: z.boolean().default(false).describe('The whole build context may be copied as well.'),
  }),
  needs: ['dockerfile'],
  why: 'What is not copied is not shipped: only named results of a build belong in the image, not the folder it was made in.',
  sameAs: {
    hadolint: ['DL3022', 'DL3023'],
    trivy: ['DS006'],
    differs:
      'hadolint wants a stage; an image from outside is right here, too. Mounts (RUN --mount=from=…) are looked at as well.',
  },
  async judge(facts, args) {
    const source = await sourceOf(facts);
    const references = source.dockerfile.stages.flatMap((stage) => copyReferences(stage));
    const wrong = references.flatMap((one) => wrongReference(source.dockerfile, one) ?? []);
    if (wrong.length > 0) {
      return fail({
        expected: 'each --from names an earlier stage or an image',
        actual: wrong.map((one) => one.problem).join('; '),
        evidence: wrong.map((one) => at(source.dockerfile, one.instruction)),
        tryNext: 'Name a stage that stands above this one in the file.',
        seeIt: buildCommand(facts),
      });
    }
    if (args.paths.length === 0 && args.stage === undefined) {
      return pass(
        'each --from names an earlier stage or an image',
        references.length > 0 ? listed(references.map((one) => one.name)) : 'no --from in this file',
        references.map((one) => at(source.dockerfile, one.instruction)),
      );
    }
    return judgeArtefacts(facts, source, args);
  },
});

function judgeArtefacts(
  facts: SubjectFacts,
  source: Source,
  { paths, stage: wanted, context }: { paths: string[]; stage?: string | undefined; context: boolean },
): Judgement {
  const { dockerfile, stage } = source;
  const copies = copiesInto(dockerfile, stage, facts.subject.buildArgs);
  const expected = `${paths.length > 0 ? listed(paths) : 'the artefacts'} copied from ${wanted ?? 'an earlier stage'}, and no more than that`;
  const seeIt = `grep -n 'COPY\\|ADD' ${dockerfile.file}`;
  const whole = copies.filter((copy) =>
    copy.from === undefined
      ? !context && isWholeContext(source, copy)
      : isWholeStage(source, copy, facts.subject.buildArgs) ||
        paths.some((path) => isAbove(copy.source, path)),
  );
  if (whole.length > 0) {
    return fail({
      expected,
      actual: listed(whole.map((copy) => describe(copy))),
      evidence: whole.map((copy) => at(dockerfile, copy.instruction)),
      tryNext: `Name what the program needs, one COPY --from for each: ${listed(paths)}.`,
      seeIt,
    });
  }
  const fromStages = copies.filter((copy) => earlierStage(source, copy));
  const missing = paths.filter(
    (path) => !fromStages.some((copy) => brings(copy, path) && isFrom(source, copy, wanted)),
  );
  const evidence = fromStages.map((copy) => at(dockerfile, copy.instruction));
  if (missing.length === 0 && fromStages.length > 0) {
    return pass(expected, listed(fromStages.map((copy) => `${copy.source} from ${copy.from}`)), evidence);
  }
  const otherwise = copies.filter((copy) => missing.some((path) => brings(copy, path)));
  return fail({
    expected,
    actual:
      missing.length > 0
        ? `${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} not copied from ${wanted ?? 'an earlier stage'}`
        : 'nothing is copied from an earlier stage',
    evidence: [
      ...otherwise.map((copy) => at(dockerfile, copy.instruction)),
      ...(otherwise.length > 0 ? [] : [at(dockerfile, stage.from), ...evidence]),
    ],
    tryNext: `COPY --from=${wanted ?? 'builder'} ${missing[0] ?? '/app/dist'} …`,
    seeIt,
  });
}

/** The earlier stage that a COPY takes from; an image from outside is none. */
function earlierStage({ dockerfile }: Source, copy: Copied): Stage | undefined {
  return copy.from === undefined ? undefined : findStage(dockerfile, copy.from);
}

function isFrom(source: Source, copy: Copied, wanted: string | undefined): boolean {
  return wanted === undefined || earlierStage(source, copy) === findStage(source.dockerfile, wanted);
}

/** Does the COPY put this path into the image, or take it from where it was made? Wildcards count. */
function brings(copy: Copied, path: string): boolean {
  return matches(copy.source, path) || copy.targets.some((one) => matches(one, path) || isAbove(one, path));
}

function matches(pattern: string, path: string): boolean {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  return new RegExp(`^${text}$`).test(path);
}

function isAbove(folder: string, path: string): boolean {
  return folder !== path && isWithin(path, folder);
}

/** `COPY . …` of the learner's own folder, in the stage itself. */
function isWholeContext({ stage }: Source, copy: Copied): boolean {
  return stage.instructions.includes(copy.instruction) && withoutStar(copy.source) === '/';
}

/** The root or a WORKDIR of an earlier stage, or a folder above it. */
function isWholeStage(source: Source, copy: Copied, buildArgs: Record<string, string> | undefined): boolean {
  const from = earlierStage(source, copy);
  if (!from) return false;
  const workdirs = walk(source.dockerfile, from, buildArgs)
    .filter((step) => step.instruction.keyword === 'WORKDIR')
    .map((step) => posix.resolve(step.workdir, step.fill(step.instruction.args[0] ?? '.')));
  const folder = withoutStar(copy.source);
  return folder === '/' || workdirs.some((dir) => dir !== '/' && isWithin(dir, folder));
}

const withoutStar = (path: string): string => path.replace(/\/\*+$/, '') || '/';

function describe(copy: Copied): string {
  const from = copy.from === undefined ? 'the build context' : copy.from;
  return copy.source === '/'
    ? `all of ${from} is copied`
    : `the whole folder ${copy.source} of ${from} is copied`;
}
