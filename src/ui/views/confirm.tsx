import type { ReactNode } from 'react';
import { current } from '../../session/select.ts';
import { wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { ScrollView } from './scroll-view.tsx';

/** Asks before a lab is started anew, or an attempt is brought back; only `y` means yes. */
export function ConfirmView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { lab } = current(props.state);
  const restore = props.state.screen === 'confirm-restore';
  const title = restore
    ? words.history.restoreTitle(props.state.timeline.chosen ?? 0)
    : words.resetTitle(lab.number, lab.manifest.title);
  const said = restore ? words.history.restoreMeans(lab.folder) : words.confirmReset(lab.folder);
  const lines = (width: number) => said.flatMap((text) => [...wrap(theme.glyphs(text), width), '']);
  return <ScrollView {...props} title={title} lines={lines} />;
}
