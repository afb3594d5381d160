import { wrap } from '../text/width.ts';
import { words } from '../text/words.ts';
import type { Theme } from './theme.ts';

/** What the signs mean; nothing for a screen reader, which gets words instead of them. */
export function legend(theme: Theme, width: number): string[] {
  return theme.spoken ? [] : wrap(theme.glyphs(words.legend), width).map(theme.dim);
}
