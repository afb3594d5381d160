import { Box } from 'ink';
import type { ReactNode } from 'react';
import { cut } from '../../text/width.ts';
import { useUi } from '../context.ts';
import type { ListAndDetail } from '../image-lines.ts';
import { Lines } from '../lines.tsx';
import { textWidth } from '../pane.tsx';
import { Picker, rowWidth } from '../picker.tsx';

/** From here on the chosen row's detail stands beside the list, else below it. */
const WIDE = 118;
/** Rows of detail, with their rule, that are worth it. */
const DETAIL = 3;

interface Widths {
  list: number;
  detail: number;
}

/** A list with what belongs to its chosen row: side by side, one above the other, or, in a small window, alone. */
export function ListDetail({
  scrollKey,
  chosen,
  width,
  height,
  make,
}: {
  scrollKey: string;
  chosen: number;
  width: number;
  height: number;
  make: (widths: Widths) => ListAndDetail | undefined;
}): ReactNode {
  const { theme } = useUi();
  const wide = width >= WIDE;
  const left = wide ? Math.floor(width * 0.6) : width;
  const right = wide ? width - left - 2 : width - 2;
  const made = make({ list: rowWidth(left), detail: textWidth(right) });
  if (!made) return null;
  const { head, rows, about, detail } = made;
  const shown = head.length + 3 <= height ? head : head.slice(-1);
  const lines = (count: number) =>
    [...(about ? [theme.strong(theme.glyphs(about))] : []), ...detail]
      .slice(0, count)
      .map((line) => cut(line, right, theme.ascii));
  const room = height - shown.length;
  const below = wide
    ? 0
    : Math.max(0, Math.min(detail.length + 2, room - Math.min(rows.length, Math.ceil(room / 2))));
  const listHeight = Math.min(rows.length, below >= DETAIL ? room - below : room);
  const list = (
    <Box flexDirection="column" width={left}>
      <Lines lines={shown.map((line) => (line === '' ? '' : `  ${line}`))} />
      <Picker
        scrollKey={scrollKey}
        rows={rows}
        chosen={chosen}
        width={left}
        height={Math.max(1, listHeight)}
      />
    </Box>
  );
  if (wide) {
    const divider = Array.from({ length: height }, () => theme.divider);
    return (
      <Box>
        {list}
        <Box flexDirection="column" width={2}>
          <Lines lines={divider} />
        </Box>
        <Box flexDirection="column" width={right}>
          <Lines lines={lines(height)} />
        </Box>
      </Box>
    );
  }
  if (below < DETAIL) return list;
  return (
    <Box flexDirection="column">
      {list}
      <Lines lines={[theme.rule(right), ...lines(below - 1)]} />
    </Box>
  );
}
