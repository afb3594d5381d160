import type { SessionState } from '../session/state.ts';
import { frameLines, SMALLEST } from './frame-lines.ts';
import { mapHead, mapLines } from './map-lines.ts';
import type { TerminalSize } from './terminal.ts';
import type { Theme } from './theme.ts';

/**
 * The lines that the map will have, made without React and ink: they are on screen while those are still loading, and ink
 * then draws the same.
 *
 * @param now milliseconds since the epoch
 * @returns undefined where the session begins with another screen, or the window is too small for any
 */
export function firstFrame(
  state: SessionState,
  theme: Theme,
  size: TerminalSize,
  now: number,
): string[] | undefined {
  const { columns, rows } = size;
  if (state.screen !== 'map' || columns < SMALLEST.columns || rows < SMALLEST.rows) return undefined;
  const { head, foot, height } = frameLines(state, theme, size, mapHead(state, theme));
  const body = mapLines(state, theme, { columns, height }, now).slice(0, height);
  const empty = Array.from({ length: height - body.length }, () => '');
  const lines = [...head, ...body.map((line) => ` ${line}`), ...empty, ...foot];
  return lines.map((line) => line.trimEnd()); // as ink does
}
