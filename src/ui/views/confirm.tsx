import type { ReactNode } from 'react';
import { scriptsOf } from '../../session/scripts.ts';
import { current } from '../../session/select.ts';
import { wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { ScrollView } from './scroll-view.tsx';

/** Asks before a lab is started anew, and before a script of the learner's is first run; only `y` means yes. */
export function ConfirmView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { lab } = current(props.state);
  const run = props.state.screen === 'confirm-run';
  const texts = run ? words.confirmRun(lab.folder, scriptsOf(lab)) : words.confirmReset(lab.folder);
  const title = (run ? words.runTitle : words.resetTitle)(lab.number, lab.manifest.title);
  const lines = (width: number) => texts.flatMap((text) => [...wrap(theme.glyphs(text), width), '']);
  return <ScrollView {...props} title={title} lines={lines} />;
}
