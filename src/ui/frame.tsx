import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { SessionState } from '../session/state.ts';
import { useUi } from './context.ts';
import { type FrameHead, frameLines } from './frame-lines.ts';
import { Lines } from './lines.tsx';

interface FrameProps extends FrameHead {
  state: SessionState;
  columns: number;
  rows: number;
  /** Gets the room between head and foot. */
  children: (width: number, height: number) => ReactNode;
}

/** Head, body, and a foot that always says the next thing to do. */
export function Frame({ state, columns, rows, title, aside, children }: FrameProps): ReactNode {
  const { theme } = useUi();
  const { head, foot, height } = frameLines(state, theme, { columns, rows }, { title, aside });
  return (
    <Box flexDirection="column" width={columns} height={rows - 1} overflow="hidden">
      <Lines lines={head} />
      <Box width={columns} height={height} overflow="hidden">
        {children(columns, height)}
      </Box>
      <Lines lines={foot} />
    </Box>
  );
}
