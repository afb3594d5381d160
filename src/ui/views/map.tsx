import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { Frame } from '../frame.tsx';
import { Lines } from '../lines.tsx';
import { mapHead, mapLines } from '../map-lines.ts';

/** The start: labs with what holds of them, the checklist, and where one stopped. */
export function MapView({ state, columns, rows }: ViewProps): ReactNode {
  const { theme, now } = useUi();
  return (
    <Frame state={state} columns={columns} rows={rows} {...mapHead(state, theme)}>
      {(width, height) => (
        <Box flexDirection="column" paddingLeft={1}>
          <Lines lines={mapLines(state, theme, { columns: width, height }, now())} />
        </Box>
      )}
    </Frame>
  );
}
