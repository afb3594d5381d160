import * as z from 'zod';
import { formatBytes } from '../text/units.ts';
import { defineKind, fail, imageName, pass } from './kind.ts';
import { knownSize } from './source.ts';
import { heaviest } from './weight.ts';

export const sizeMax = defineKind({
  id: 'size.max',
  title: 'at most N bytes',
  args: z.strictObject({ bytes: z.int().positive() }),
  needs: ['image'],
  why: 'Each byte is stored, pulled and scanned on every machine that runs the image.',
  async judge(facts, { bytes }) {
    const image = await facts.image();
    const size = knownSize(image);
    const expected = `at most ${formatBytes(bytes)}`;
    if (size <= bytes) return pass(expected, formatBytes(size));
    return fail({
      expected,
      actual: `${formatBytes(size)}, ${formatBytes(size - bytes)} more`,
      evidence: await heaviest(facts, image),
      tryNext: 'Look at the largest layers: the base image first, then what is copied.',
      seeIt: `docker history ${imageName(facts)}`,
    });
  },
});
