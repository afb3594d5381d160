import type { ReactNode } from 'react';
import { checklist } from '../../progress/summary.ts';
import { hanging, wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { ScrollView } from './scroll-view.tsx';

/** The end: what is done, where to look things up, and what to learn next. */
export function FinishView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { course, progress } = props.state;
  const { resources, next } = course.manifest;
  const lines = (width: number) => [
    ...wrap(theme.glyphs(words.finish.lead), width),
    '',
    ...checklist(course, progress).flatMap(({ status, title }) =>
      hanging(`${theme.mark(status)} `, theme.glyphs(title), width),
    ),
    '',
    theme.strong(words.finish.next),
    ...next.flatMap(({ title, about, url }) => [
      ...hanging('  ', `${theme.accent(theme.glyphs(title))}  ${theme.glyphs(about)}`, width),
      ...(url ? hanging('  ', theme.dim(url), width) : []),
    ]),
    '',
    theme.strong(words.finish.resources),
    ...resources.flatMap(({ title, url }) =>
      hanging('  ', `${theme.glyphs(title)}  ${theme.dim(url)}`, width),
    ),
  ];
  return <ScrollView {...props} title={words.finish.title} lines={lines} />;
}
