import type { ReactNode } from 'react';
import type { ScreenName } from '../../session/state.ts';
import { hanging, padEnd } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { everywhere, KEYS, type KeyBinding, keysOf } from '../keys.ts';
import { legend } from '../legend.ts';
import type { Theme } from '../theme.ts';
import { ScrollView } from './scroll-view.tsx';

/** The keys, from the one table of keys; those of the screen one came from first. */
export function HelpView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const from = props.state.trail.at(-1) ?? 'map';
  const here = KEYS.filter((one) => one.where.includes(from) && !everywhere(one));
  const always = KEYS.filter(everywhere);
  const elsewhere = KEYS.filter((one) => !here.includes(one) && !always.includes(one));
  const lines = (width: number) => [
    ...section(words.screens[from], here, theme, width),
    ...section(words.everywhere, always, theme, width),
    ...section(words.elsewhere, elsewhere, theme, width, true),
    ...legend(theme, width),
  ];
  return <ScrollView {...props} title={words.keys} lines={lines} />;
}

function section(title: string, rows: KeyBinding[], theme: Theme, width: number, where = false): string[] {
  if (rows.length === 0) return [];
  const lines = rows.flatMap((one) => {
    const keys = padEnd(theme.glyphs(keysOf(one).join(' ')), 16, theme.ascii);
    const on = where
      ? theme.dim(` (${one.where.map((screen: ScreenName) => words.screens[screen]).join(', ')})`)
      : '';
    return hanging(`  ${theme.accent(keys)}  `, `${theme.glyphs(one.label)}${on}`, width);
  });
  return [theme.strong(title), ...lines, ''];
}
