import { Box } from 'ink';
import type { ReactNode } from 'react';
import { chosenCheck, current, scrollKey, shownChecks } from '../../session/select.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { markOf } from '../check-lines.ts';
import { useUi } from '../context.ts';
import { Frame } from '../frame.tsx';
import { Pane, textWidth } from '../pane.tsx';
import { verdictLines } from '../verdict-lines.ts';

/** Why a check says what it says: expected, found, the lines, why it matters, how to see it, what to try. */
export function VerdictView({ state, columns, rows }: ViewProps): ReactNode {
  const { theme, link } = useUi();
  const { lab, number } = current(state);
  const check = shownChecks(state)[chosenCheck(state)];
  const title = check
    ? `${theme.mark(markOf(check.verdict))} ${theme.strong(check.verdict.id)}`
    : theme.dim(words.notJudged);
  const linked = (file: string, text: string) => link(lab.id, file, text);
  const aside = theme.dim(theme.glyphs(`${lab.number} ${lab.manifest.title} › ${words.step} ${number}`));
  return (
    <Frame state={state} columns={columns} rows={rows} title={title} aside={aside}>
      {(width, height) => (
        <Box paddingLeft={1}>
          <Pane
            scrollKey={scrollKey(state)}
            lines={
              check ? verdictLines(state, check, theme, Math.min(100, textWidth(width - 1)), linked) : []
            }
            scroll={state.scroll[scrollKey(state)] ?? 0}
            width={width - 1}
            height={height}
          />
        </Box>
      )}
    </Frame>
  );
}
