import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { buildCommand, defineKind, fail, imageName, inImage, pass } from './kind.ts';
import type { ImageCurrency } from './types.ts';

export const imageCurrent = defineKind({
  id: 'image.current',
  title: 'the judged image was built from the files as they are now',
  args: z.strictObject({}),
  needs: ['build', 'context'],
  why: 'An image does not follow your edits: what is judged, scanned or shipped is what was built last.',
  async judge(facts) {
    const expected = 'an image of the files as they are now';
    const currency = await facts.currency();
    const name = imageName(facts);
    if (isCurrent(currency)) return pass(expected, CURRENT[currency]);
    if (currency === 'broken') {
      throw new NotJudgeable(
        'The image did not build: see build.succeeds.',
        'Make it build first.',
        'image-absent',
      );
    }
    if (currency === 'foreign') {
      throw new NotJudgeable(
        `${name} was not built by docker-labs, so it does not say from which files.`,
        'Let docker-labs build it: the layers come from the cache.',
        'image-absent',
      );
    }
    const missing = currency === 'missing';
    return fail({
      expected,
      actual: missing ? `there is no image ${name}` : `${name} is stale: files changed since it was built`,
      evidence: missing ? [] : [inImage(facts, 'Config.Labels', 'fingerprint of other files')],
      tryNext: 'Build it again: press b, or run docker-labs build.',
      seeIt: missing ? `docker images ${name.split(':')[0]}` : buildCommand(facts),
    });
  },
});

const CURRENT = {
  built: 'built just now',
  current: 'its fingerprint is that of your files',
  matching: 'its layers and configuration are those that your files give',
  predicted: 'predicted from your files',
};

function isCurrent(currency: ImageCurrency): currency is keyof typeof CURRENT {
  return currency in CURRENT;
}
