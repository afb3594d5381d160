import type { ReactNode } from 'react';
import { heldSteps } from '../../progress/summary.ts';
import { labHolds } from '../../session/history-select.ts';
import { current } from '../../session/select.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { labEndLines } from '../lab-end-lines.ts';
import { ScrollView } from './scroll-view.tsx';

/** What a lab was good for: the image at its start and now, as a picture; also before its end. */
export function LabEndView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { lab } = current(props.state);
  const held = heldSteps(lab, props.state.progress);
  const mark = labHolds(props.state) ? `${theme.mark('pass')} ` : '';
  return (
    <ScrollView
      {...props}
      title={`${mark}${words.labEnd.title(lab.number, lab.manifest.title)}`}
      aside={theme.dim(words.labEnd.held(held, lab.steps.length))}
      lines={(width) => labEndLines(props.state, theme, width)}
    />
  );
}
