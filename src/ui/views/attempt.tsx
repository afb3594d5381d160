import type { ReactNode } from 'react';
import { standingIn } from '../../progress/attempt-steps.ts';
import { chosenAttempt } from '../../session/history-select.ts';
import { current } from '../../session/select.ts';
import { formatAge } from '../../text/ages.ts';
import { wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { diffLines } from '../diff-lines.ts';
import { ScrollView } from './scroll-view.tsx';

/** An attempt: which checks failed then, and how its files differ from those of now. */
export function AttemptView(props: ViewProps): ReactNode {
  const { theme, now } = useUi();
  const { state } = props;
  const chosen = chosenAttempt(state);
  if (!chosen) return <ScrollView {...props} title="" lines={() => []} />;
  const { attempt } = chosen;
  const shown = state.timeline.shown;
  const failing = attempt.steps.flatMap((step) =>
    step.checks.filter((check) => check.status === 'fail').map((check) => check.id),
  );
  const lines = (width: number) => [
    ...(failing.length > 0
      ? [...wrap(`${theme.mark('fail')} ${[...new Set(failing)].join('  ')}`, width), '']
      : []),
    ...(shown?.number !== attempt.number
      ? [theme.dim(theme.glyphs(words.history.reading))]
      : shown.files.every((file) => file.type === 'same')
        ? [theme.dim(words.history.sameFiles)]
        : [
            theme.accent(words.history.against),
            '',
            ...diffLines(
              shown.files.filter((file) => file.type !== 'same'),
              theme,
              width,
            ),
          ]),
  ];
  const { lab } = current(state);
  const { held, of } = standingIn(attempt, lab);
  const aside = theme.dim(`${formatAge(now() - Date.parse(attempt.at))}   ${words.history.held(held, of)}`);
  return (
    <ScrollView
      {...props}
      title={`${words.history.filesOf(attempt.number)}   ${lab.number} ${lab.manifest.title}`}
      aside={aside}
      lines={lines}
    />
  );
}
