import * as z from 'zod';
import type { BuildFailure } from '../engine/types.ts';
import { EngineError } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { formatDuration } from '../text/units.ts';
import { at, buildCommand, defineKind, fail, pass } from './kind.ts';
import type { Evidence } from './types.ts';

export const buildSucceeds = defineKind({
  id: 'build.succeeds',
  title: 'the image builds from the files as they are now',
  args: z.strictObject({}),
  needs: ['build'],
  why: 'Everything else is judged on the image that really comes out.',
  async judge(facts) {
    const expected = 'an image, built from your files as they are now';
    const outcome = await facts.build();
    if (outcome.ok) {
      if (outcome.predicted) return pass(expected, 'it would build');
      return pass(expected, outcome.ms > 0 ? `built in ${formatDuration(outcome.ms)}` : 'up to date');
    }
    const { failure } = outcome;
    refuseToBlame(failure);
    const dockerfile = await facts.dockerfile();
    const evidence: Evidence[] = [
      ...(failure.line === undefined ? [] : [at(dockerfile, failure.line)]),
      ...failure.log.slice(-8).map((text): Evidence => ({ source: 'build', text: sanitiseLine(text) })),
    ];
    return fail({
      expected,
      actual: sanitiseLine(failure.message),
      evidence,
      tryNext: ADVICE[failure.kind],
      seeIt: buildCommand(facts),
    });
  },
});

const ADVICE: Record<BuildFailure['kind'], string> = {
  syntax: 'BuildKit cannot read the line. Compare it with the lesson.',
  run: 'The last lines of the log are the command’s own words. The first of them that complains is usually the cause.',
  'copy-source':
    'The file is not there: is its name right, does .dockerignore exclude it, is it made in another stage (--from)?',
  'base-image': 'Is the name and tag of the base image right? docker pull says more.',
  target: 'The stage that is asked for is not in the file: give it its name with AS.',
  network: '',
  'disk-full': '',
  'out-of-memory': '',
  other: 'Read the message, and look at the line before the one that it names.',
};

/** What the machine lacks is not the learner's failure. */
function refuseToBlame({ kind, message }: BuildFailure): void {
  const words = sanitiseLine(message);
  if (kind === 'network') {
    throw new EngineError(
      'engine-failed',
      `The build got no answer from the network: ${words}`,
      'Is the network up? A proxy has to be set for the engine, too.',
    );
  }
  if (kind === 'disk-full') {
    throw new EngineError(
      'disk-full',
      `The engine's disk is full: ${words}`,
      'docker-labs clean removes what it made; docker system df shows the rest.',
    );
  }
  if (kind === 'out-of-memory') {
    throw new EngineError(
      'engine-failed',
      `The build ran out of memory: ${words}`,
      'Give the engine more memory, or close other programs.',
    );
  }
}
