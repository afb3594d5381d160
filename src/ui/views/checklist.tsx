import type { ReactNode } from 'react';
import { stepRecord } from '../../progress/record.ts';
import { checklist } from '../../progress/summary.ts';
import { formatDuration } from '../../text/units.ts';
import { hanging } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { legend } from '../legend.ts';
import { ScrollView } from './scroll-view.tsx';

/** The completion checklist, each item with the steps that it stands on. */
export function ChecklistView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { course, progress } = props.state;
  const items = checklist(course, progress);
  const title = (name: string) => {
    const [lab = '', step = ''] = name.split('/');
    const found = course.labs.find((one) => one.id === lab);
    const index = found?.steps.findIndex((one) => one.id === step) ?? -1;
    const label = found?.steps[index]?.title ?? name;
    return `${theme.mark(stepRecord(progress, lab, step).status)} ${theme.dim(theme.glyphs(`${found?.number ?? ''}.${index + 1} ${label}`))}`;
  };
  const seconds = Object.values(progress.labs)
    .flatMap((steps) => Object.values(steps))
    .reduce((sum, step) => sum + step.seconds, 0);
  const done = items.filter((item) => item.status === 'pass').length;
  const lines = (width: number) => [
    ...items.flatMap((item) => [
      ...hanging(`${theme.mark(item.status)} `, theme.strong(theme.glyphs(item.title)), width),
      ...item.steps.flatMap((name) => hanging('    ', title(name), width)),
    ]),
    '',
    ...legend(theme, width),
    ...(seconds >= 60 ? [theme.dim(words.timeSpent(formatDuration(seconds * 1000)))] : []),
    '',
    ...course.manifest.resources.flatMap(({ title: name, url }) =>
      hanging('', `${theme.glyphs(name)}  ${theme.dim(url)}`, width),
    ),
  ];
  return (
    <ScrollView {...props} title={`${words.checklist}  ${words.doneOf(done, items.length)}`} lines={lines} />
  );
}
