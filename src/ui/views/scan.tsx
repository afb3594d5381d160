import type { ReactNode } from 'react';
import { scanInView, scanTags } from '../../session/scanning.ts';
import { formatClock } from '../../text/ages.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { scanLines } from '../scan-lines.ts';
import { useFrame } from '../spinner.ts';
import { ScrollView } from './scroll-view.tsx';

/** What a scanner says of the step's image: while it looks, what it is at; then a chart, and what brings what. */
export function ScanView(props: ViewProps): ReactNode {
  const { theme, now } = useUi();
  const { state } = props;
  const { tag, scan } = scanInView(state);
  const running = scan?.phase === 'running';
  const frame = useFrame(running);
  const tags = scanTags(state);
  const which = tags.length > 1 ? `  ${words.scan.oneOf(tags.indexOf(tag) + 1, tags.length)}` : '';
  const clock = running ? theme.dim(formatClock(now() - scan.startedAt)) : undefined;
  return (
    <ScrollView
      {...props}
      title={`${words.scan.title(tag)}${which}`}
      {...(clock ? { aside: clock } : {})}
      lines={(width) => scanLines(state, theme, { width, frame, today: new Date(now()) })}
    />
  );
}
