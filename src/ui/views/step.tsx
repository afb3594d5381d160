import { Box } from 'ink';
import type { ReactNode } from 'react';
import { stepRecord } from '../../progress/record.ts';
import { chosenCheck, current, record, shownChecks } from '../../session/select.ts';
import { placeKey, type SessionState } from '../../session/state.ts';
import { columnsOf, cut, hanging } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { checkLines, checkSummary } from '../check-lines.ts';
import { useUi } from '../context.ts';
import { Frame } from '../frame.tsx';
import { engineWords } from '../frame-lines.ts';
import { keyFor } from '../keys.ts';
import { Lines } from '../lines.tsx';
import { useMarkdown } from '../markdown.ts';
import { Pane, textWidth } from '../pane.tsx';
import type { Theme } from '../theme.ts';
import { verdictLines } from '../verdict-lines.ts';

/** From here on lesson and checks stand side by side. */
const WIDE = 116;
/** The lesson's columns side by side with the checks, at least: its drawings need so much. */
export const LESSON = 74;
/** From this many body rows on they stand one above the other; below, one at a time. */
const TALL = 15;
/** A line of prose that is longer is hard to read. */
const MEASURE = 84;

/** A step: its lesson, and its checks as they stand while files are saved. */
export function StepView({ state, columns, rows }: ViewProps): ReactNode {
  const { theme } = useUi();
  const { lab, step, number } = current(state);
  const aside = statusWords(state, theme);
  const name = `${number} ${step.title}`;
  const long = `${lab.number} ${lab.manifest.title} › `;
  const fits = columnsOf(long + name + aside) + 4 <= columns;
  const where = fits ? long : `${words.lab(lab.number)} › `;
  const title = theme.dim(theme.glyphs(where)) + theme.strong(theme.glyphs(name));
  return (
    <Frame state={state} columns={columns} rows={rows} title={title} aside={aside}>
      {(width, height) => {
        if (width >= WIDE) return <SideBySide state={state} width={width} height={height} />;
        if (height >= TALL) return <Stacked state={state} width={width} height={height} />;
        return <OneAtATime state={state} width={width} height={height} />;
      }}
    </Frame>
  );
}

/** `judging` while it does, else the engine when it matters. */
function statusWords(state: SessionState, theme: Theme): string {
  const lab = state.labs[state.at.lab];
  if (lab?.judging === 'build') return `${theme.accent(theme.glyphs('●'))} ${words.building}`;
  if (lab?.judging === 'look') return `${theme.accent(theme.glyphs('●'))} ${words.judging}`;
  return engineWords(state, theme);
}

interface LayoutProps {
  state: SessionState;
  width: number;
  height: number;
}

function SideBySide({ state, width, height }: LayoutProps): ReactNode {
  const { theme } = useUi();
  const left = Math.min(MEASURE + 4, Math.max(LESSON, Math.floor(width * 0.56)));
  const divider = Array.from({ length: height }, () => theme.divider);
  return (
    <Box>
      <Lesson state={state} width={left} height={height} />
      <Box flexDirection="column" width={2} paddingLeft={1}>
        <Lines lines={divider} />
      </Box>
      <ChecksAndWhy state={state} width={width - left - 2} height={height} />
    </Box>
  );
}

/** Under the checks, where there is room, why the chosen one says what it says. */
function ChecksAndWhy({ state, width, height }: LayoutProps): ReactNode {
  const { theme, clock } = useUi();
  const { lines } = checkLines(state, theme, textWidth(width - 1) - 1, clock);
  const check = shownChecks(state)[chosenCheck(state)];
  const room = height - lines.length - 2;
  const quiet = check === undefined || check.verdict.status === 'pass';
  if (quiet || room < 8) return <Checks state={state} width={width} height={height} />;
  const why = verdictLines(state, check, theme, Math.min(MEASURE, width - 3));
  return (
    <Box flexDirection="column">
      <Checks state={state} width={width} height={lines.length} />
      <Box flexDirection="column" paddingLeft={1}>
        <Lines lines={['', theme.rule(Math.min(MEASURE, width - 3)), ...why.slice(0, room)]} />
      </Box>
    </Box>
  );
}

function Stacked({ state, width, height }: LayoutProps): ReactNode {
  const { theme, clock } = useUi();
  const { lines } = checkLines(state, theme, width - 4, clock);
  const below = Math.min(lines.length, Math.max(4, Math.floor(height * 0.4)));
  return (
    <Box flexDirection="column">
      <Lesson state={state} width={width} height={height - below - 1} />
      <Lines lines={[` ${theme.rule(width - 2)}`]} />
      <Checks state={state} width={width} height={below} />
    </Box>
  );
}

function OneAtATime({ state, width, height }: LayoutProps): ReactNode {
  const { theme } = useUi();
  const summary = ` ${theme.accent(keyFor('pane', 'step') ?? '')}  ${checkSummary(state, theme)}`;
  const Shown = state.pane === 'lesson' ? Lesson : Checks;
  return (
    <Box flexDirection="column">
      <Shown state={state} width={width} height={height - 1} />
      <Lines lines={[cut(summary, width - 1, theme.ascii)]} />
    </Box>
  );
}

function Lesson({ state, width, height }: LayoutProps): ReactNode {
  const { theme, clock } = useUi();
  const render = useMarkdown();
  const { lab, step } = current(state);
  const inner = width - 1;
  const dots = stepDots(state, theme);
  const measure = Math.min(MEASURE, textWidth(inner));
  const head = [
    ...(height >= 10 ? [cut(dots, textWidth(inner), theme.ascii), ''] : []),
    ...reopenedLines(state, theme, measure, clock),
  ];
  const text = render?.(step.lesson, measure, theme) ?? [];
  const key = `lesson ${placeKey({ lab: lab.id, step: step.id })}`;
  return (
    <Box paddingLeft={1}>
      <Pane
        scrollKey={key}
        lines={[...head, ...text]}
        scroll={state.scroll[key] ?? 0}
        width={inner}
        height={height}
      />
    </Box>
  );
}

/** A step that held and no longer does says since which change. */
function reopenedLines(
  state: SessionState,
  theme: Theme,
  width: number,
  clock: (at: number) => string,
): string[] {
  const { reopened } = record(state);
  if (!reopened) return [];
  const text = words.reopenedHere(reopened.files, reopened.line, clock(Date.parse(reopened.at)));
  return [...hanging(`${theme.mark('warn')} `, theme.glyphs(text), width), ''];
}

/** The lab's steps as a row of signs, the open one named by its number; for a screen reader the open one alone. */
function stepDots(state: SessionState, theme: Theme): string {
  const { lab, step } = current(state);
  if (theme.spoken) {
    const { status } = stepRecord(state.progress, lab.id, step.id);
    return `${theme.mark(status)} ${words.spoken.stepOf(lab.steps.indexOf(step) + 1, lab.steps.length)}`;
  }
  return lab.steps
    .map((one, index) => {
      const mark = theme.mark(stepRecord(state.progress, lab.id, one.id).status);
      return one.id === step.id ? `${mark} ${theme.strong(String(index + 1))}` : mark;
    })
    .join('  ');
}

function Checks({ state, width, height }: LayoutProps): ReactNode {
  const { theme, clock } = useUi();
  const { lines, chosen } = checkLines(state, theme, textWidth(width - 1) - 1, clock);
  const first = Math.max(0, Math.min(chosen - Math.floor(height / 2), lines.length - height));
  const all = lines.map((line) => (columnsOf(line) > 0 ? line : ' '));
  const key = `checks ${placeKey(state.at)}`;
  return (
    <Box paddingLeft={1}>
      <Pane scrollKey={key} lines={all} scroll={first} width={width - 1} height={height} />
    </Box>
  );
}
