import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keysDocument } from '../../scripts/keys.ts';
import { intentFor, KEYS } from '../../src/ui/keys.ts';

describe('the table of keys', () => {
  it('gives every key one meaning on a screen', () => {
    const clashes = KEYS.flatMap((one, index) =>
      KEYS.slice(index + 1).flatMap((other) =>
        one.where
          .filter((screen) => other.where.includes(screen))
          .flatMap((screen) =>
            one.keys.filter((key) => other.keys.includes(key)).map((key) => `${screen} ${key}`),
          ),
      ),
    );
    expect(clashes).toEqual([]);
  });

  it('keeps clear of what tmux, screen and the line discipline take', () => {
    const keys = KEYS.flatMap((one) => one.keys);
    expect(
      keys.filter((key) => ['ctrl-a', 'ctrl-b', 'ctrl-s', 'ctrl-q', 'ctrl-z', 'ctrl-\\'].includes(key)),
    ).toEqual([]);
  });

  it('is what docs/keys.md says (npx tsx scripts/keys.ts)', () => {
    expect(readFileSync(new URL('../../docs/keys.md', import.meta.url), 'utf8')).toBe(keysDocument());
  });

  it('takes anything but y for a no', () => {
    expect(intentFor('y', 'confirm-reset')).toBe('yes');
    expect(intentFor('q', 'confirm-reset')).toBe('back');
    expect(intentFor('enter', 'confirm-reset')).toBe('back');
  });
});
