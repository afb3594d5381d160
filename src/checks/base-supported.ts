import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { listed } from '../text/counted.ts';
import { externalBases } from './bases.ts';
import { lineOf, releaseLines } from './end-of-life.ts';
import { at, defineKind, fail, pass, warn } from './kind.ts';

export const baseSupported = defineKind({
  id: 'base.supported',
  title: 'no base image is past its end of life',
  args: z.strictObject({
    ended: z
      .enum(['warn', 'fail'])
      .default('warn')
      .describe('What an ended base is: a warning, or where the lesson is about it, a failure.'),
  }),
  needs: ['dockerfile'],
  why: 'A release that has ended gets no security fixes any more: what is found in it from then on stays in it.',
  async judge(facts, { ended: verdict }, round) {
    const dockerfile = await facts.dockerfile();
    const bases = externalBases(dockerfile, facts.subject.buildArgs);
    const lines = await releaseLines();
    const dated = bases.map((base) => ({
      ...base,
      line: base.reference ? lineOf(base.reference, lines) : undefined,
    }));
    const expected = `base images that are supported on ${round.today}`;
    const ended = dated.filter(({ line }) => line !== undefined && line.endOfLife < round.today);
    const current = dated.filter(({ line }) => line !== undefined && line.endOfLife >= round.today);
    if (ended.length === 0) {
      if (bases.length > 0 && current.length === 0) {
        throw new NotJudgeable(
          `No end-of-life date is known here for ${listed([...new Set(bases.map((base) => base.image))])}.`,
          'endoflife.date has the dates of most images.',
        );
      }
      const actual = current.map(({ image, line }) => `${image} until ${line?.endOfLife}`);
      return pass(expected, listed([...new Set(actual)]) || 'no base from outside');
    }
    const newest = lines
      .filter(({ image, endOfLife }) => image === ended[0]?.line?.image && endOfLife >= round.today)
      .sort((a, b) => a.endOfLife.localeCompare(b.endOfLife))
      .at(-1);
    return (verdict === 'fail' ? fail : warn)({
      expected,
      actual: listed([...new Set(ended.map(({ image, line }) => `${image} ended on ${line?.endOfLife}`))]),
      evidence: ended.map(({ stage, line }) =>
        at(
          dockerfile,
          stage.from,
          `${stage.from.text} (ended ${line?.endOfLife}; ${line?.source}, ${line?.asOf})`,
        ),
      ),
      tryNext: newest
        ? `Move to a supported line, for example ${newest.image}:${newest.cycle}.`
        : 'Move to a supported line.',
      seeIt: 'docker-labs scan says so, too, when the scanner knows the distribution.',
    });
  },
});
