import { Box } from 'ink';
import type { ReactNode } from 'react';
import { current, record } from '../../session/select.ts';
import type { SessionState } from '../../session/state.ts';
import { cut, hanging } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { Frame } from '../frame.tsx';
import { engineWords } from '../frame-lines.ts';
import { legend } from '../legend.ts';
import { Pane, textWidth } from '../pane.tsx';
import type { Theme } from '../theme.ts';

/** Longer lines of prose are hard to read. */
const MEASURE = 100;

/** The steps of the open lab, to jump to one; under the chosen one, what it asks for. */
export function StepsView({ state, columns, rows }: ViewProps): ReactNode {
  const { theme, clock } = useUi();
  const { lab } = current(state);
  const title = theme.strong(theme.glyphs(`${lab.number} ${lab.manifest.title}`));
  return (
    <Frame state={state} columns={columns} rows={rows} title={title} aside={engineWords(state, theme)}>
      {(width, height) => {
        const { lines, chosen } = stepLines(state, theme, Math.min(MEASURE, textWidth(width - 1)), clock);
        const first = Math.max(0, Math.min(chosen - Math.floor(height / 2), lines.length - height));
        return (
          <Box paddingLeft={1}>
            <Pane scrollKey="steps" lines={lines} scroll={first} width={width - 1} height={height} />
          </Box>
        );
      }}
    </Frame>
  );
}

function stepLines(state: SessionState, theme: Theme, width: number, clock: (at: number) => string) {
  const { lab } = current(state);
  const lines: string[] = [];
  let chosenLine = 0;
  lab.steps.forEach((step, index) => {
    const { status, reopened } = record(state, { lab: lab.id, step: step.id });
    const chosen = index === state.stepChoice;
    const title = theme.glyphs(step.title);
    if (chosen) chosenLine = lines.length;
    const number = String(index + 1).padStart(2);
    lines.push(
      cut(
        `${chosen ? theme.pointer : ' '} ${theme.mark(status)} ${number}  ${chosen ? theme.strong(title) : title}`,
        width,
        theme.ascii,
      ),
    );
    if (!chosen) return;
    lines.push(...hanging('        ', theme.dim(theme.glyphs(step.goal)), width));
    if (!reopened) return;
    const since = words.reopenedHere(reopened.files, reopened.line, clock(Date.parse(reopened.at)));
    lines.push(...hanging(`      ${theme.mark('warn')} `, theme.glyphs(since), width));
  });
  return {
    lines: [...lines, '', ...legend(theme, width)],
    chosen: chosenLine,
  };
}
