import { Text } from 'ink';
import { type ReactNode, useSyncExternalStore } from 'react';
import type { Session } from '../session/runtime.ts';
import type { SessionState } from '../session/state.ts';
import { words } from '../text/words.ts';
import { SMALLEST } from './frame-lines.ts';
import type { TerminalSize } from './terminal.ts';
import { AttemptView } from './views/attempt.tsx';
import { BuildView } from './views/build.tsx';
import { ChecklistView } from './views/checklist.tsx';
import { ConfirmView } from './views/confirm.tsx';
import { EngineView } from './views/engine.tsx';
import { FinishView } from './views/finish.tsx';
import { HelpView } from './views/help.tsx';
import { HintView } from './views/hint.tsx';
import { ImageView } from './views/image.tsx';
import { LabEndView } from './views/lab-end.tsx';
import { MapView } from './views/map.tsx';
import { ScanView } from './views/scan.tsx';
import { SolutionView } from './views/solution.tsx';
import { StepView } from './views/step.tsx';
import { StepsView } from './views/steps.tsx';
import { TimelineView } from './views/timeline.tsx';
import { VerdictView } from './views/verdict.tsx';

export interface ViewProps {
  state: SessionState;
  columns: number;
  rows: number;
}

const VIEWS: Record<SessionState['screen'], (props: ViewProps) => ReactNode> = {
  map: MapView,
  step: StepView,
  steps: StepsView,
  verdict: VerdictView,
  build: BuildView,
  hint: HintView,
  image: ImageView,
  scan: ScanView,
  checklist: ChecklistView,
  engine: EngineView,
  help: HelpView,
  solution: SolutionView,
  timeline: TimelineView,
  attempt: AttemptView,
  'lab-end': LabEndView,
  'confirm-reset': ConfirmView,
  'confirm-restore': ConfirmView,
  finish: FinishView,
  'confirm-run': ConfirmView,
};

interface AppProps {
  session: Pick<Session, 'state' | 'subscribe'>;
  size: TerminalSize;
}

/** The whole screen: the session's state through the view of its screen. */
export function App({ session, size }: AppProps): ReactNode {
  const state = useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state,
  );
  const { columns, rows } = size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) {
    return <Text>{words.tooSmall(columns, rows)}</Text>;
  }
  const View = VIEWS[state.screen];
  return <View state={state} columns={columns} rows={rows} />;
}
