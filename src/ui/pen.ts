import type { Pen } from '../plain/paint.ts';
import type { Theme } from './theme.ts';

/** The theme as the plain views write with it. */
export const penOf = (theme: Theme, width: number): Pen => ({
  color: theme.color,
  ascii: theme.ascii,
  spoken: theme.spoken,
  width,
});
