import { nextAction } from '../session/next-action.ts';
import type { Notice, SessionState } from '../session/state.ts';
import { columnsOf, cut, justify } from '../text/width.ts';
import { words } from '../text/words.ts';
import { bottomLine } from './bottom-line.ts';
import { keyFor, keyLabel } from './keys.ts';
import type { Theme } from './theme.ts';

/** Under this nothing can be laid out that is worth reading. */
export const SMALLEST = { columns: 44, rows: 12 } as const;

/** What a screen has around its body. */
export interface FrameHead {
  /** The two ends of the first line. */
  title: string;
  aside: string;
}

/** The lines above and below a screen's body, and the rows between them. One row stays free: see ink's full-height fault. */
export function frameLines(
  state: SessionState,
  theme: Theme,
  { columns, rows }: { columns: number; rows: number },
  { title, aside }: FrameHead,
): { head: string[]; foot: string[]; height: number } {
  const roomy = rows >= 20;
  const head = [justify(` ${title}`, `${aside} `, columns, theme.ascii), ...(roomy ? [''] : [])];
  const foot = footLines(state, theme, columns, roomy);
  return { head, foot, height: Math.max(1, rows - 1 - head.length - foot.length) };
}

function footLines(state: SessionState, theme: Theme, columns: number, roomy: boolean): string[] {
  const width = columns - 2;
  const notices: Notice[] = [
    ...(state.unsaved === undefined ? [] : [{ kind: 'warn' as const, text: state.unsaved }]),
    ...(state.answer ? [state.answer] : []),
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
