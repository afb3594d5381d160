import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { LabReport } from '../../checks/types.ts';
import { labOf, neededImages, shownChecks } from '../../session/select.ts';
import type { BuildState, ImageBuild, SessionState } from '../../session/state.ts';
import { formatClock } from '../../text/ages.ts';
import { hanging, wrap, wrapCode } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { buildLines, focusOf, logRule, warningLines } from '../build-lines.ts';
import { checkSummary } from '../check-lines.ts';
import { useUi } from '../context.ts';
import { Frame } from '../frame.tsx';
import type { GraphLine } from '../graph-lines.ts';
import { Lines } from '../lines.tsx';
import { Pane, textWidth } from '../pane.tsx';
import { useFrame } from '../spinner.ts';
import type { Theme } from '../theme.ts';

/** Wider lines would tear a step from its time. */
const MEASURE = 110;
/** From here on the log stands beside the steps. */
const BESIDE = 140;

/** A build while it runs, and how it ended: what failed comes first. */
export function BuildView({ state, columns, rows }: ViewProps): ReactNode {
  const { theme, now } = useUi();
  const { build } = state;
  const running = build?.phase === 'running';
  const frame = useFrame(running);
  const ms = build ? (build.endedAt ?? now()) - build.startedAt : 0;
  const title = build ? buildTitle(state, build, theme, frame) : theme.dim(words.build.none);
  return (
    <Frame state={state} columns={columns} rows={rows} title={title} aside={theme.dim(formatClock(ms))}>
      {(width, height) => {
        if (!build) return null;
        return running ? (
          <Running build={build} frame={frame} width={width} height={height} />
        ) : (
          <Box paddingLeft={1}>
            <Pane
              scrollKey="build"
              lines={endLines(state, build, theme, Math.min(MEASURE, textWidth(width - 1)))}
              scroll={state.scroll.build ?? 0}
              width={width - 1}
              height={height}
            />
          </Box>
        );
      }}
    </Frame>
  );
}

function buildTitle(state: SessionState, build: BuildState, theme: Theme, frame: number): string {
  const lab = labOf(state, build.lab);
  const what = theme.strong(theme.glyphs(`${lab.number} ${lab.manifest.title}`));
  const how = build.practice ? ` ${theme.dim(`(${words.build.practice})`)}` : '';
  const marks = {
    running: theme.step('running', frame),
    built: theme.mark('pass'),
    failed: theme.mark('fail'),
    stopped: theme.mark('warn'),
    broken: theme.mark('error'),
  };
  const mark = marks[build.phase];
  return `${mark ? `${mark} ` : ''}${words.build.phase[build.phase]} ${what}${how}`;
}

function Running({
  build,
  frame,
  width,
  height,
}: {
  build: BuildState;
  frame: number;
  width: number;
  height: number;
}): ReactNode {
  const { theme, now } = useUi();
  const focus = focusOf(build);
  const log = focus ? (focus.image.logs[focus.step.id] ?? []) : [];
  const beside = width >= BESIDE && log.length > 0;
  const inner = beside ? Math.floor(width * 0.56) : Math.min(MEASURE, width - 2);
  const look = { theme, width: inner, frame, now: now() };
  const least = log.length > 0 && !beside ? Math.min(log.length + 1, height >= 16 ? 7 : 4) : 0;
  // A context that is too large is worth a word while it can be stopped.
  const notes = warningLines(build.images.filter(isSending), theme, inner);
  const room = height - notes.length;
  const all = buildLines(build, look, room - least);
  const lines = [...around(all, beside ? room : room - least), ...notes];
  if (lines.length === 0) lines.push(theme.dim(theme.glyphs(words.build.preparing)));
  const quiet = !focus && build.images.length > 0 && build.images.every(isBuilt);
  if (quiet && lines.length < height - 1)
    lines.push('', `${theme.step('running', frame)} ${theme.glyphs(words.build.judging)}`);
  const logLines = (logWidth: number, rows: number) =>
    focus && rows > 1
      ? [
          logRule(focus.step, theme, logWidth),
          ...log.slice(1 - rows).map((line) => wrapCode(theme.glyphs(line), logWidth)[0] ?? ''),
        ]
      : [];
  return (
    <Box paddingLeft={1}>
      <Box flexDirection="column" width={inner} flexShrink={0}>
        <Lines
          lines={[...lines, ...(beside ? [] : logLines(inner, height - lines.length))].slice(0, height)}
        />
      </Box>
      {beside && (
        <Box flexDirection="column" marginLeft={3}>
          <Lines lines={logLines(width - inner - 6, height)} />
        </Box>
      )}
    </Box>
  );
}

/** As many lines as fit, those of the steps at work among them. */
function around(all: readonly GraphLine[], rows: number): string[] {
  const active = all.findLastIndex(({ status }) => status === 'running' || status === 'failed');
  const first = Math.max(0, Math.min(active - rows + 3, all.length - rows));
  return all.slice(first, first + Math.max(0, rows)).map(({ text }) => text);
}

/** Has every step of an image that we heard of come to an end? */
function isBuilt({ steps }: ImageBuild): boolean {
  return steps.length > 0 && steps.every((step) => step.status !== 'running' && step.status !== 'waiting');
}

/** Is the context still on its way, or not even begun? */
const isSending = ({ context }: ImageBuild) => !context || context.sent < context.total;

function endLines(state: SessionState, build: BuildState, theme: Theme, width: number): string[] {
  const look = { theme, width, frame: 0, now: build.endedAt ?? build.startedAt };
  const steps = buildLines(build, look).map(({ text }) => text);
  const warnings = warningLines(build.images, theme, width);
  const tail = [...steps, ...(warnings.length > 0 ? ['', ...warnings] : [])];
  if (build.phase === 'broken' || build.phase === 'stopped') {
    const said = build.problem ? `${build.problem.message} ${build.problem.tryNext}` : words.build.wasStopped;
    return [...wrap(theme.glyphs(said), width), '', ...tail];
  }
  const failures = failureLines(state, build, theme, width);
  if (build.phase === 'failed') return [...failures, '', ...tail];
  const checks = shownChecks(state).length > 0 ? [checkSummary(state, theme), ''] : [];
  const none = build.images.length === 0 ? [theme.dim(words.build.nothingToDo)] : [];
  return [...checks, ...none, ...tail, ...(failures.length > 0 ? ['', ...failures] : [])];
}

/** Each build that failed: the engine's word, the line, and the log of the step that failed. */
function failureLines(state: SessionState, build: BuildState, theme: Theme, width: number): string[] {
  const needed = neededImages(labOf(state, build.lab), state.at);
  return Object.entries(lastReport(state, build)?.builds ?? {}).flatMap(([name, outcome]) => {
    if (outcome.ok) return [];
    const { failure } = outcome;
    const where = failure.line ? `, ${words.line(failure.line)}` : '';
    if (!needed.has(name)) {
      return hanging(
        `${theme.mark('open')} `,
        theme.dim(theme.glyphs(`${name}  ${words.build.later(failure.message)}`)),
        width,
      );
    }
    const head = `${theme.strong(`${name}${where}`)}  ${theme.glyphs(failure.message)}`;
    const step = outcome.steps.find((one) => one.id === failure.stepId);
    return [
      ...hanging(`${theme.mark('fail')} `, head, width),
      ...(step && failure.log.length > 0 ? ['', logRule(step, theme, width)] : []),
      ...failure.log.flatMap((line) => wrapCode(theme.glyphs(line), width)),
    ];
  });
}

/** The lab's newest report: in the practice engine a build is a prediction. */
function lastReport(state: SessionState, build: BuildState): LabReport | undefined {
  const lab = state.labs[build.lab];
  return build.practice ? lab?.predicted?.report : lab?.measured?.report;
}
