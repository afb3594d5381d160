import { Box } from 'ink';
import type { ReactNode } from 'react';
import { signed } from '../../plain/layer-rows.ts';
import { sentence } from '../../plain/spoken-rows.ts';
import type { Attempt } from '../../progress/attempt.ts';
import { standingIn } from '../../progress/attempt-steps.ts';
import { attemptsOf, chosenAttempt, sizeIn } from '../../session/history-select.ts';
import { current, scrollKey } from '../../session/select.ts';
import type { SessionState } from '../../session/state.ts';
import { formatAge } from '../../text/ages.ts';
import { formatBytes } from '../../text/units.ts';
import { cut, padEnd, padStart, wrap } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import { Frame } from '../frame.tsx';
import { engineWords } from '../frame-lines.ts';
import { Lines } from '../lines.tsx';
import { Picker, rowWidth } from '../picker.tsx';
import type { Theme } from '../theme.ts';

const MEASURE = 120;

/** The attempts at the lab, newest first: when, what held, the image's size, and which files had changed. */
export function TimelineView({ state, columns, rows }: ViewProps): ReactNode {
  const { theme, now } = useUi();
  const { lab } = current(state);
  const all = attemptsOf(state);
  const title = theme.strong(theme.glyphs(words.history.title(lab.number)));
  return (
    <Frame state={state} columns={columns} rows={rows} title={title} aside={engineWords(state, theme)}>
      {(width, height) => {
        const inner = width - 1;
        if (!all || all.length === 0) {
          const said = all ? words.history.none : words.history.reading;
          return (
            <Box paddingLeft={1} flexDirection="column">
              <Lines lines={wrap(theme.glyphs(said), inner - 1).map(theme.dim)} />
            </Box>
          );
        }
        const measure = Math.min(MEASURE, rowWidth(inner));
        const lines = all.map((attempt, index) =>
          attemptRow(state, attempt, all[index + 1], theme, measure, now()),
        );
        return (
          <Box flexDirection="column" paddingLeft={1}>
            <Lines lines={theme.spoken ? [] : [cut(`  ${theme.dim(headRow())}`, inner - 1, theme.ascii)]} />
            <Picker
              scrollKey={scrollKey(state)}
              rows={lines}
              chosen={chosenAttempt(state)?.index ?? 0}
              width={inner}
              height={height - 1}
            />
          </Box>
        );
      }}
    </Frame>
  );
}

const WIDTHS = { number: 4, at: 11, holds: 9, size: 9, change: 10 };

function headRow(): string {
  const { head } = words.history;
  return `${padStart(head.number, WIDTHS.number)}  ${padEnd(head.at, WIDTHS.at)} ${padEnd(head.holds, WIDTHS.holds)} ${padStart(head.size, WIDTHS.size)} ${padStart('', WIDTHS.change)}  ${head.files}`;
}

function attemptRow(
  state: SessionState,
  attempt: Attempt,
  before: Attempt | undefined,
  theme: Theme,
  width: number,
  now: number,
): string {
  const { lab } = current(state);
  const { held, of, fails } = standingIn(attempt, lab);
  const practised = attempt.confidence === 'predicted';
  const mark = theme.mark(held === of ? (practised ? 'practised' : 'pass') : fails ? 'fail' : 'open');
  const size = sizeIn(lab, attempt);
  const was = before && sizeIn(lab, before);
  const delta = size !== undefined && was !== undefined && size !== was ? signed(size - was) : '';
  const age = formatAge(now - Date.parse(attempt.at));
  const files = changedFiles(attempt, before);
  if (theme.spoken) {
    const { spoken } = words;
    const checks = `${mark} ${words.history.held(held, of)}`;
    const image = size === undefined ? undefined : spoken.image(formatBytes(size));
    return sentence(spoken.attempt(attempt.number), age, checks, image, delta, files);
  }
  const cells = [
    padStart(String(attempt.number), WIDTHS.number),
    ` ${padEnd(age, WIDTHS.at)}`,
    padEnd(`${mark} ${held}/${of}`, WIDTHS.holds),
    padStart(size === undefined ? '' : formatBytes(size), WIDTHS.size),
    padStart(delta, WIDTHS.change),
    ` ${theme.dim(files)}`,
  ];
  return cut(theme.glyphs(cells.join(' ')), width, theme.ascii);
}

/** The files that differ from the attempt before. */
function changedFiles({ files }: Attempt, before: Attempt | undefined): string {
  if (!before) return words.history.first;
  const known = new Map(before.files.map((file) => [file.path, file.sha256]));
  const changed = files.filter((file) => known.get(file.path) !== file.sha256).map((file) => file.path);
  const gone = before.files.filter((one) => !files.some((file) => file.path === one.path));
  const names = [...changed, ...gone.map((file) => `−${file.path}`)];
  return names.length === 0 ? words.history.sameAsBefore : names.join(' ');
}
