import type { ReactNode } from 'react';
import { cut } from '../text/width.ts';
import { useUi } from './context.ts';
import { Pane, textWidth } from './pane.tsx';

/** Rows of which one is chosen, in a window that follows it. */
export function Picker({
  scrollKey,
  rows,
  chosen,
  width,
  height,
}: {
  scrollKey: string;
  rows: readonly string[];
  chosen: number;
  width: number;
  height: number;
}): ReactNode {
  const { theme } = useUi();
  const first = Math.max(0, Math.min(chosen - Math.floor(height / 2), rows.length - height));
  const lines = rows.map((row, index) => {
    const here = index === chosen;
    const line = `${here ? theme.pointer : ' '} ${here ? theme.strong(row) : row}`;
    // What is read out has no width.
    return theme.spoken ? line : cut(line, textWidth(width), theme.ascii);
  });
  return <Pane scrollKey={scrollKey} lines={lines} scroll={first} width={width} height={height} />;
}

/** The width that a row has. */
export const rowWidth = (width: number): number => textWidth(width) - 2;
