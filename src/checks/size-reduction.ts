import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { formatBytes } from '../text/units.ts';
import { defineKind, fail, imageName, inImage, pass } from './kind.ts';
import { knownSize } from './source.ts';
import { heaviest } from './weight.ts';

export const sizeReduction = defineKind({
  id: 'size.reduction',
  title: 'at least P % smaller than the baseline',
  args: z.strictObject({
    baseline: z.string().min(1).describe('Another image of the lab.'),
    percent: z.number().gt(0).lt(100).default(80),
  }),
  needs: ['image'],
  why: 'A smaller image starts sooner on a new machine, and what is not in it needs no update.',
  async judge(facts, { baseline, percent }, round) {
    const other = round.subject(baseline);
    // One after the other would build one after the other, too, but inspect twice as long.
    const [image, before] = await Promise.all([facts.image(), other.image()]);
    const [size, from] = [knownSize(image), knownSize(before)];
    if (from <= 0) throw new NotJudgeable(`${imageName(other)} has no size.`, 'Build it again.');
    const reduction = (1 - size / from) * 100;
    const expected = `at least ${percent} % smaller than ${imageName(other)} (${formatBytes(from)})`;
    const actual = `${formatBytes(size)}, ${Math.abs(reduction).toFixed(1)} % ${reduction < 0 ? 'larger' : 'smaller'}`;
    // Compared as shown: 79.96 % is not 80 %.
    if (reduction >= percent) return pass(expected, actual);
    return fail({
      expected,
      actual,
      evidence: [...(await heaviest(facts, image)), inImage(other, 'size', formatBytes(from))],
      tryNext: `It has to lose ${formatBytes(size - from * (1 - percent / 100))} more. The largest layers say where: is the base a small one, does node_modules hold build tools?`,
      seeIt: `docker images; docker history ${imageName(facts)}`,
    });
  },
});
