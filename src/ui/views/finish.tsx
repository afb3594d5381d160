import type { ReactNode } from 'react';
import { checklist } from '../../progress/summary.ts';
import { courseEnd } from '../../session/select.ts';
import { hanging, wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { ScrollView } from './scroll-view.tsx';

/** The end: what is done or practised, where to look things up, and what to learn next. */
export function FinishView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { course, progress } = props.state;
  const { resources, next } = course.manifest;
  const { title, lead } = courseEnd(props.state) === 'practised' ? words.finish.practised : words.finish;
  const lines = (width: number) => [
    ...wrap(theme.glyphs(lead), width),
    '',
    ...checklist(course, progress).flatMap((item) =>
      hanging(`${theme.mark(item.status)} `, theme.glyphs(item.title), width),
    ),
    '',
    theme.strong(words.finish.next),
    ...next.flatMap(({ title: name, about, url }) => [
      ...hanging('  ', `${theme.accent(theme.glyphs(name))}  ${theme.glyphs(about)}`, width),
      ...(url ? hanging('  ', theme.dim(url), width) : []),
    ]),
    '',
    theme.strong(words.finish.resources),
    ...resources.flatMap(({ title: name, url }) =>
      hanging('  ', `${theme.glyphs(name)}  ${theme.dim(url)}`, width),
    ),
  ];
  return <ScrollView {...props} title={title} lines={lines} />;
}
