import type { ReactNode } from 'react';
import { scriptsOf } from '../../session/scripts.ts';
import { current } from '../../session/select.ts';
import type { SessionState } from '../../session/state.ts';
import { wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { ScrollView } from './scroll-view.tsx';

/** What is asked on this screen: a title, and what a yes means. */
function question(state: SessionState): [title: string, said: string[]] {
  const { lab } = current(state);
  switch (state.screen) {
    case 'confirm-restore':
      return [words.history.restoreTitle(state.timeline.chosen ?? 0), words.history.restoreMeans(lab.folder)];
    case 'confirm-run':
      return [words.runTitle(lab.number, lab.manifest.title), words.confirmRun(lab.folder, scriptsOf(lab))];
    default:
      return [words.resetTitle(lab.number, lab.manifest.title), words.confirmReset(lab.folder)];
  }
}

/**
 * Asks before a lab is started anew, an attempt is brought back, or a script of the learner's is first run; only `y`
 * means yes.
 */
export function ConfirmView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const [title, said] = question(props.state);
  const lines = (width: number) => said.flatMap((text) => [...wrap(theme.glyphs(text), width), '']);
  return <ScrollView {...props} title={title} lines={lines} />;
}
