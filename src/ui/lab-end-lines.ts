import type { Lab } from '../course/types.ts';
import type { ImageFacts } from '../image/types.ts';
import { sizeBars } from '../plain/layer-rows.ts';
import { standingIn } from '../progress/attempt-steps.ts';
import { stepRecord } from '../progress/record.ts';
import { heldSteps, labSizes } from '../progress/summary.ts';
import { attemptsOf } from '../session/history-select.ts';
import { labImages } from '../session/image-select.ts';
import { current } from '../session/select.ts';
import type { SessionState } from '../session/state.ts';
import { formatDuration } from '../text/units.ts';
import { hanging, padEnd } from '../text/width.ts';
import { words } from '../text/words.ts';
import { penOf } from './pen.ts';
import type { Theme } from './theme.ts';

/** The end of a lab: how much smaller and safer the image became, what was done, and what one can do now. */
export function labEndLines(state: SessionState, theme: Theme, width: number): string[] {
  const { lab } = current(state);
  const { objectives = [] } = lab.manifest as { objectives?: string[] };
  return [
    theme.accent(words.labEnd.image),
    ...imageLines(state, lab, theme, width),
    '',
    theme.accent(words.labEnd.objectives),
    ...objectives.flatMap((text) => hanging(`  ${theme.glyphs('·')} `, theme.glyphs(text), width)),
    '',
    theme.accent(words.labEnd.steps),
    ...lab.steps.map((step) => {
      const { status } = stepRecord(state.progress, lab.id, step.id);
      return `  ${theme.mark(status)} ${theme.glyphs(step.title)}`;
    }),
    '',
    theme.dim(theme.glyphs(effort(state, lab))),
  ];
}

/** The picture: sizes as bars, checks that hold as bars, and what else differs between then and now. */
function imageLines(state: SessionState, lab: Lab, theme: Theme, width: number): string[] {
  const sizes = labSizes(lab, state.progress);
  if (!sizes) return [`  ${theme.dim(words.labEnd.noImage)}`];
  const bars = sizeBars(
    [
      { name: words.labEnd.start, bytes: sizes.before },
      { name: words.labEnd.now, bytes: sizes.now },
    ],
    penOf(theme, width - 2),
  );
  return [
    ...bars.map((line) => `  ${theme.glyphs(line)}`),
    ...stepBars(state, theme, width),
    ...becameLines(state, theme),
  ];
}

/** The steps that held in the first attempt, and those that do now. */
function stepBars(state: SessionState, theme: Theme, width: number): string[] {
  const { lab } = current(state);
  const first = (attemptsOf(state) ?? []).findLast((attempt) => attempt.steps.length > 0);
  if (!first) return [];
  const { held: before, of } = standingIn(first, lab);
  const now = heldSteps(lab, state.progress);
  if (before === now) return [];
  const line = (label: string, held: number) =>
    `  ${padEnd(label, 12)} ${theme.bar(held / of, Math.max(6, Math.min(40, width - 34)))} ${held}/${of}`;
  const name = theme.dim(words.labEnd.heldSteps);
  return ['', `  ${name}`, line(words.labEnd.start, before), line(words.labEnd.now, now)];
}

function becameLines(state: SessionState, theme: Theme): string[] {
  const images = labImages(state);
  const now = images.find((image) => image.own);
  const before = images.find((image) => !image.own);
  if (!now || !before) return [];
  const facts: [string, (facts: ImageFacts) => string][] = [
    [words.labEnd.user, ({ config }) => config.user || 'root'],
    [words.labEnd.health, ({ config }) => config.healthcheck?.test.slice(1).join(' ') || words.labEnd.none],
    [words.labEnd.layers, ({ layerDigests }) => String(layerDigests.length)],
  ];
  return [
    '',
    ...facts.flatMap(([label, of]) => {
      const [was, is] = [of(before.facts), of(now.facts)];
      if (was === is) return [];
      return [
        `  ${theme.dim(padEnd(label, 12))} ${theme.glyphs(`${was} → `)}${theme.strong(theme.glyphs(is))}`,
      ];
    }),
  ];
}

function effort(state: SessionState, lab: Lab): string {
  const records = lab.steps.map((step) => stepRecord(state.progress, lab.id, step.id));
  const seconds = records.reduce((sum, one) => sum + one.seconds, 0);
  const hints = records.reduce((sum, one) => sum + one.hintsSeen, 0);
  const builds = (state.attempts[lab.id] ?? []).filter((attempt) => attempt.asked).length;
  return words.labEnd.effort(formatDuration(seconds * 1000), builds, hints);
}
