import { Box } from 'ink';
import { type ReactNode, useEffect } from 'react';
import { padEnd } from '../text/width.ts';
import { useUi } from './context.ts';
import { Lines } from './lines.tsx';

interface PaneProps {
  /** Under which the session keeps the scroll position. */
  scrollKey: string;
  lines: readonly string[];
  /** First line shown, as the session has it. */
  scroll: number;
  width: number;
  height: number;
}

/** The width that text has in a pane: a column is kept for the scroll bar, and one before it. */
export const textWidth = (width: number): number => Math.max(1, width - 2);

/** Lines in a window that scrolls; a bar at the right says where one is, when there is more than fits. */
export function Pane({ scrollKey, lines, scroll, width, height }: PaneProps): ReactNode {
  const { theme, dispatch } = useUi();
  const count = lines.length;
  useEffect(() => {
    dispatch({ type: 'extent', key: scrollKey, extent: { lines: count, height } });
  }, [dispatch, scrollKey, count, height]);
  const first = Math.max(0, Math.min(scroll, count - height));
  const shown = lines.slice(first, first + height);
  const more = count > height && !theme.spoken;
  const thumb = more ? Math.max(1, Math.round((height * height) / count)) : 0;
  const start = more ? Math.round((first / (count - height)) * (height - thumb)) : 0;
  const rows = shown.map((line, row) => {
    if (!more) return line;
    const bar = row >= start && row < start + thumb ? theme.accent(theme.glyphs('█')) : theme.divider;
    return `${padEnd(line, width - 1, theme.ascii)}${bar}`;
  });
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Lines lines={rows} />
    </Box>
  );
}
