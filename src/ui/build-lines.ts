import type { BuildStep } from '../engine/types.ts';
import { type BuildGraph, buildGraphs } from '../session/build-graph.ts';
import type { BuildState, ImageBuild } from '../session/state.ts';
import { formatBytes } from '../text/units.ts';
import { cut, hanging } from '../text/width.ts';
import { words } from '../text/words.ts';
import { foldFor, type GraphLine, type GraphLook, graphLines } from './graph-lines.ts';
import type { Theme } from './theme.ts';

/**
 * All images of a build with their stages and steps, as lines.
 *
 * @param rows where there is less room, stages that are over or wait are folded; absent: none is
 */
export function buildLines(build: BuildState, look: GraphLook, rows = Number.POSITIVE_INFINITY): GraphLine[] {
  const graphs = buildGraphs(build);
  const heads = graphs.length * 2 - 1;
  const folded = foldFor(
    graphs.flatMap(({ stages }) => stages),
    rows - heads,
  );
  return graphs.flatMap((graph, index): GraphLine[] => [
    ...(index > 0 ? [{ text: '', status: 'done' as const }] : []),
    { text: imageHead(graph, look), status: 'done' },
    ...(graph.stages.length === 0 && !graph.image.context
      ? [{ text: `  ${look.theme.dim(words.build.current)}`, status: 'done' as const }]
      : []),
    ...graphLines(graph, folded, look),
  ]);
}

/** `production   context 38 kB   with builder   load metadata for …`. */
function imageHead({ image, within }: BuildGraph, { theme, width }: GraphLook): string {
  const { context } = image;
  const sent = context
    ? context.sent < context.total
      ? `   ${words.build.context} ${formatBytes(context.sent)} / ${formatBytes(context.total)}`
      : `   ${words.build.context} ${formatBytes(context.total)}`
    : '';
  const parts = within.length > 0 ? `   ${words.build.within(within)}` : '';
  const own = image.steps
    .filter(
      (step) =>
        step.internal &&
        step.status === 'running' &&
        step.stage === undefined &&
        !step.name.includes('transferring'),
    )
    .map((step) => `   ${step.name.replace(/^\[internal\] /, '')}`)
    .slice(-1)
    .join('');
  return cut(theme.glyphs(`${theme.strong(image.name)}${theme.dim(sent + parts + own)}`), width, theme.ascii);
}

/**
 * The step to look at: the one that failed, else the last that runs, with its image. A step of the engine's own that
 * failed while the build goes on was done without (a `# syntax=` image that cannot be had).
 */
export function focusOf(build: BuildState): { image: ImageBuild; step: BuildStep } | undefined {
  for (const status of ['failed', 'running'] as const) {
    for (const image of build.images.toReversed()) {
      const step = image.steps.findLast(
        (one) =>
          one.status === status && (!one.internal || (status === 'failed' && build.phase !== 'running')),
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

/** What was said of the images before and while they were built, BuildKit's own linter included; once each. */
export function warningLines(images: readonly ImageBuild[], theme: Theme, width: number): string[] {
  const seen = new Map(
    images.flatMap((image) => image.warnings).map((one) => [`${one.rule} ${one.line} ${one.message}`, one]),
  );
  return [...seen.values()].flatMap(({ rule, message, line }) =>
    hanging(
      `${theme.mark('warn')} `,
      theme.glyphs(`${line ? `${words.line(line)}: ` : ''}${message} (${rule})`),
      width,
    ),
  );
}
