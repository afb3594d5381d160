import type { ReactNode } from 'react';
import { HONEST_TRIES, honestTries, solutionOffered } from '../../session/history-select.ts';
import { current } from '../../session/select.ts';
import { wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { diffLines } from '../diff-lines.ts';
import { useMarkdown } from '../markdown.ts';
import { ScrollView } from './scroll-view.tsx';

/** The finished files as a difference to the learner's own, and why; or what it takes for them to be shown. */
export function SolutionView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const render = useMarkdown();
  const { state } = props;
  const { lab } = current(state);
  const { solution } = state;
  const lines = (width: number) => {
    if (!solution && !solutionOffered(state)) {
      const said = [words.solution.notYet(honestTries(state), HONEST_TRIES), words.solution.instead];
      return said.flatMap((text) => [...wrap(theme.glyphs(text), width), '']);
    }
    if (solution?.lab !== lab.id) return [theme.dim(theme.glyphs(words.history.reading))];
    return [
      theme.accent(words.solution.against),
      '',
      ...diffLines(solution.files, theme, width),
      '',
      theme.accent(words.solution.why),
      '',
      ...(render?.(solution.why, width, theme) ?? []),
      '',
      ...wrap(theme.glyphs(words.solution.seen), width).map(theme.dim),
    ];
  };
  return <ScrollView {...props} title={words.solution.title(lab.number)} lines={lines} />;
}
