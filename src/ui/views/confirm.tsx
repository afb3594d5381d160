import type { ReactNode } from 'react';
import { current } from '../../session/select.ts';
import { wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { ScrollView } from './scroll-view.tsx';

/** Asks before a lab is started anew; only `y` means yes. */
export function ConfirmView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const { lab } = current(props.state);
  const lines = (width: number) =>
    words.confirmReset(lab.folder).flatMap((text) => [...wrap(theme.glyphs(text), width), '']);
  return <ScrollView {...props} title={words.resetTitle(lab.number, lab.manifest.title)} lines={lines} />;
}
