import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PICTURES, picture, pictureFile } from '../../scripts/screenshots/pictures.ts';

describe('the pictures of the README', () => {
  it.each(Object.keys(PICTURES))(
    '%s shows what the program draws (else: npm run screenshots)',
    async (name) => {
      expect(readFileSync(pictureFile(name), 'utf8')).toBe(await picture(name));
    },
  );

  it('are in the README, the first one at its top', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const shown = [...readme.matchAll(/assets\/screenshots\/([a-z-]+)\.svg/g)].map((match) => match[1]);
    expect(shown.toSorted()).toEqual(Object.keys(PICTURES).toSorted());
    expect(readme.indexOf('assets/screenshots')).toBeLessThan(readme.indexOf('## Start'));
  });
});
