import { Box } from 'ink';
import type { ReactNode } from 'react';
import { scrollKey } from '../../session/select.ts';
import type { SessionState } from '../../session/state.ts';
import { useUi } from '../context.ts';
import { Frame } from '../frame.tsx';
import { engineWords } from '../frame-lines.ts';
import { Pane, textWidth } from '../pane.tsx';

/** Prose that is wider is hard to read. */
const MEASURE = 100;

/** A screen that is a title and lines to scroll. */
export function ScrollView({
  state,
  columns,
  rows,
  title,
  aside,
  lines,
}: {
  state: SessionState;
  columns: number;
  rows: number;
  title: string;
  aside?: string;
  lines: (width: number) => string[];
}): ReactNode {
  const { theme } = useUi();
  return (
    <Frame
      state={state}
      columns={columns}
      rows={rows}
      title={theme.strong(theme.glyphs(title))}
      aside={aside ?? engineWords(state, theme)}
    >
      {(width, height) => (
        <Box paddingLeft={1}>
          <Pane
            scrollKey={scrollKey(state)}
            lines={lines(Math.min(MEASURE, textWidth(width - 1)))}
            scroll={state.scroll[scrollKey(state)] ?? 0}
            width={width - 1}
            height={height}
          />
        </Box>
      )}
    </Frame>
  );
}
