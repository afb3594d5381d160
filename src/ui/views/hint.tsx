import type { ReactNode } from 'react';
import { current, hints } from '../../session/select.ts';
import { wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { useMarkdown } from '../markdown.ts';
import { ScrollView } from './scroll-view.tsx';

/** The hints seen so far, the newest first; those for what fails at the moment lead. */
export function HintView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const render = useMarkdown();
  const { lab, step, number } = current(props.state);
  const { all, seen } = hints(props.state);
  const lines = (width: number) => {
    if (all.length === 0) return [theme.dim(words.noHints)];
    const shown = all
      .slice(0, seen)
      .flatMap((text, index) => [
        theme.accent(words.hintOf(index + 1, all.length)),
        ...(render?.(text, width, theme) ?? []),
        '',
      ]);
    const rest = all.length - seen;
    return rest > 0
      ? [...shown, theme.dim(words.moreHints(rest))]
      : [...shown, ...wrap(words.lastHint(lab.id), width).map(theme.dim)];
  };
  return <ScrollView {...props} title={`${words.hints}: ${number} ${step.title}`} lines={lines} />;
}
