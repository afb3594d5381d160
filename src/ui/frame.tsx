import { Box } from 'ink';
import type { ReactNode } from 'react';
import { nextAction } from '../session/next-action.ts';
import type { Notice, SessionState } from '../session/state.ts';
import { columnsOf, cut, justify } from '../text/width.ts';
import { words } from '../text/words.ts';
import { bottomLine } from './bottom-line.ts';
import { useUi } from './context.ts';
import { keyFor, keyLabel } from './keys.ts';
import { Lines } from './lines.tsx';
import type { Theme } from './theme.ts';

interface FrameProps {
  state: SessionState;
  columns: number;
  rows: number;
  /** The two ends of the first line. */
  title: string;
  aside: string;
  /** Gets the room between head and foot. */
  children: (width: number, height: number) => ReactNode;
}

/** Head, body, and a foot that always says the next thing to do. One row stays free: see ink's full-height fault. */
export function Frame({ state, columns, rows, title, aside, children }: FrameProps): ReactNode {
  const { theme } = useUi();
  const roomy = rows >= 20;
  const head = [justify(` ${title}`, `${aside} `, columns, theme.ascii), ...(roomy ? [''] : [])];
  const foot = footLines(state, theme, columns, roomy);
  const height = Math.max(1, rows - 1 - head.length - foot.length);
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

function footLines(state: SessionState, theme: Theme, columns: number, roomy: boolean): string[] {
  const width = columns - 2;
  const notices: Notice[] = [
    ...(state.unsaved === undefined ? [] : [{ kind: 'warn' as const, text: state.unsaved }]),
    ...(state.notice && state.notice.text !== state.unsaved ? [state.notice] : []),
  ];
  const next = nextAction(state);
  const key = next.intent && keyFor(next.intent, state.screen);
  const hand = key ? `${theme.accent(keyLabel(key))}  ` : '';
  const text = cut(next.text, width - columnsOf(hand), theme.ascii);
  return [
    ...notices.map(
      ({ kind, text: said }) =>
        ` ${kind === 'warn' ? theme.mark('warn') : theme.accent(theme.glyphs('·'))} ${cut(theme.glyphs(said), width - 2, theme.ascii)}`,
    ),
    ...(roomy ? [` ${theme.rule(width)}`] : []),
    ` ${hand}${theme.strong(theme.glyphs(text))}`,
    ` ${bottomLine(state, theme, width)}`,
  ];
}

/** The engine in a few words, for the right end of the first line. */
export function engineWords(state: SessionState, theme: Theme): string {
  const { engine } = state;
  switch (engine.kind) {
    case 'looking':
      return theme.dim(words.engine.looking);
    case 'real': {
      const { kind, version, buildkit } = engine.info;
      const short = /^\d+(?:\.\d+)?/.exec(version)?.[0] ?? version;
      return theme.dim(theme.glyphs(`${kind} ${short}${buildkit ? ' · BuildKit' : ''}`));
    }
    case 'practice':
      return `${theme.mark('practised')} ${words.engine.practice}`;
    case 'lost':
      return `${theme.mark('warn')} ${words.engine.lost}`;
  }
}
