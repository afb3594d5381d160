import type { BuildStep } from '../engine/types.ts';
import type { BuildState, ImageBuild } from '../session/state.ts';
import { formatBytes, formatDuration } from '../text/units.ts';
import { cut, hanging, padEnd, padStart } from '../text/width.ts';
import { words } from '../text/words.ts';
import type { Theme } from './theme.ts';

export interface StepLine {
  text: string;
  step?: BuildStep;
}

/** The stages of all images with their steps, as lines; a step's line carries its step. */
export function stepLines(build: BuildState, theme: Theme, width: number, frame: number): StepLine[] {
  return build.images.flatMap((image, index) => [
    ...(index > 0 ? [{ text: '' }] : []),
    { text: imageHead(image, theme, width) },
    ...(image.steps.length === 0 && !image.context ? [{ text: `  ${theme.dim(words.build.current)}` }] : []),
    ...byStage(image.steps)
      .filter((step) => !step.internal || fromLine(step) !== undefined)
      .map((step, at, all) => stepLine(step, all[at - 1], image, theme, width, frame)),
  ]);
}

/** BuildKit tells steps as they come; a reader wants them stage by stage, in the Dockerfile's order. */
function byStage(steps: readonly BuildStep[]): BuildStep[] {
  const stages = [...new Set(steps.map(stageOf))];
  const number = (step: BuildStep) => Number(/\s(\d+)\/\d+\]/.exec(step.name)?.[1] ?? 0);
  return steps.toSorted(
    (a, b) => stages.indexOf(stageOf(a)) - stages.indexOf(stageOf(b)) || number(a) - number(b),
  );
}

function stageOf(step: BuildStep): string {
  return step.stage ?? /^\[(\S+) \d+\/\d+\]/.exec(step.name)?.[1] ?? '';
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ');

function imageHead(image: ImageBuild, theme: Theme, width: number): string {
  const { context } = image;
  const sent = context
    ? context.sent < context.total
      ? `   ${words.build.context} ${formatBytes(context.sent)} / ${formatBytes(context.total)}`
      : `   ${words.build.context} ${formatBytes(context.total)}`
    : '';
  const pulls = image.steps
    .filter((step) => step.internal && step.status === 'running' && !step.name.includes('transferring'))
    .map((step) => `   ${step.name.replace(/^\[internal\] /, '')}`)
    .slice(-1)
    .join('');
  return cut(theme.glyphs(`${theme.strong(image.name)}${theme.dim(sent + pulls)}`), width, theme.ascii);
}

function stepLine(
  step: BuildStep,
  before: BuildStep | undefined,
  image: ImageBuild,
  theme: Theme,
  width: number,
  frame: number,
): StepLine {
  const stageWidth = 10;
  const stage = before === undefined || stageOf(step) !== stageOf(before) ? stageName(step) : '';
  const transfer = image.transfers[step.id];
  const bytes =
    transfer && step.status === 'running'
      ? `${formatBytes(transfer.current)}${transfer.total > 0 ? ` / ${formatBytes(transfer.total)}` : ''}`
      : '';
  const time = step.status === 'done' && step.ms !== undefined ? formatDuration(step.ms) : statusWord(step);
  const right = bytes || time;
  const room = Math.max(10, width - stageWidth - 5 - 14);
  const name = padEnd(
    theme.glyphs(oneLine(fromLine(step) ?? step.instruction ?? step.name)),
    room,
    theme.ascii,
  );
  const quiet = step.status === 'cached' || step.status === 'waiting' || step.status === 'cancelled';
  const head = `  ${theme.dim(padEnd(theme.glyphs(stage), stageWidth, theme.ascii))} ${theme.step(step.status, frame)} `;
  return {
    text: cut(
      `${head}${quiet ? theme.dim(name) : name} ${theme.dim(padStart(right, 13))}`,
      width,
      theme.ascii,
    ),
    step,
  };
}

function stageName(step: BuildStep): string {
  const stage = stageOf(step);
  return /^\d+$/.test(stage) ? words.build.stage(stage) : stage;
}

/** A base image is the engine's own step; it is shown, since pulling it takes the time. */
function fromLine(step: BuildStep): string | undefined {
  return step.internal ? /\] (FROM \S+)/i.exec(step.name)?.[1]?.replace('docker.io/library/', '') : undefined;
}

function statusWord({ status }: BuildStep): string {
  if (status === 'cached') return words.build.cached;
  if (status === 'failed') return words.build.failed;
  if (status === 'cancelled') return words.build.cancelled;
  return '';
}

/** The step to look at: the one that failed, else the last that runs, with its image. */
export function focusOf(build: BuildState): { image: ImageBuild; step: BuildStep } | undefined {
  for (const status of ['failed', 'running'] as const) {
    for (const image of build.images.toReversed()) {
      const step = image.steps.findLast(
        (one) => one.status === status && (status === 'failed' || !one.internal),
      );
      if (step) return { image, step };
    }
  }
  return undefined;
}

/** `─ log of: RUN npm ci ─────`. */
export function logRule(step: BuildStep, theme: Theme, width: number): string {
  const label = cut(
    theme.glyphs(`${words.build.logOf} ${step.instruction ?? step.name}`),
    width - 6,
    theme.ascii,
  );
  return `${theme.rule(1)} ${label} ${theme.rule(Math.max(0, width - label.length - 3))}`;
}

/** What BuildKit's own linter said, once each. */
export function warningLines(build: BuildState, theme: Theme, width: number): string[] {
  const seen = new Map(
    build.images
      .flatMap((image) => image.warnings)
      .map((one) => [`${one.rule} ${one.line} ${one.message}`, one]),
  );
  return [...seen.values()].flatMap(({ rule, message, line }) =>
    hanging(
      `${theme.warn('!')} `,
      theme.glyphs(`${line ? `${words.line(line)}: ` : ''}${message} (${rule})`),
      width,
    ),
  );
}
