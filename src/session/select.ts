import type { Evidence, StepReport, Verdict, VerdictStatus } from '../checks/types.ts';
import { hintsFor } from '../course/hints.ts';
import type { Lab, Step } from '../course/types.ts';
import { stepRecord } from '../progress/record.ts';
import { courseDone, coursePractised } from '../progress/summary.ts';
import type { StepRecord } from '../progress/types.ts';
import { type Judged, type Place, placeKey, type SessionState } from './state.ts';

/**
 * A verdict as it is shown. `file`: predicted from the files as saved; `image`: measured on the image in
 * this session; `record`: from an earlier session.
 */
export interface ShownCheck {
  verdict: Verdict;
  basis: 'file' | 'image' | 'record';
  /** The files were saved since. */
  stale: boolean;
}

export function labOf(state: SessionState, id: string): Lab {
  const lab = state.course.labs.find((one) => one.id === id);
  if (!lab) throw new Error(`no lab ${id}`);
  return lab;
}

/** The lab and step in view, with the step's number (1-based). */
export function current(state: SessionState): { lab: Lab; step: Step; number: number } {
  const lab = labOf(state, state.at.lab);
  const index = lab.steps.findIndex((one) => one.id === state.at.step);
  const step = lab.steps[index];
  if (!step) throw new Error(`no step ${state.at.step}`);
  return { lab, step, number: index + 1 };
}

export function record(state: SessionState, place: Place = state.at): StepRecord {
  return stepRecord(state.progress, place.lab, place.step);
}

/**
 * What is known of each check of a step, the best basis first: measured on an image that is still
 * current, or in an earlier session on files that still are as they were, predicted from the files as they are,
 * measured before the last change, recorded earlier.
 */
export function shownChecks(state: SessionState, place: Place = state.at): ShownCheck[] {
  const lab = state.labs[place.lab];
  const predicted = stepIn(lab?.predicted, place.step)?.checks ?? [];
  const measured = stepIn(lab?.measured, place.step)?.checks ?? [];
  const { verdicts } = record(state, place);
  const before = lab?.before?.steps
    .find((one) => one.id === place.step)
    ?.checks.map((kept, index) => whole(kept, verdicts[index]));
  const recorded = before ?? verdicts.filter((one) => one.confidence === 'measured');
  const stale = !(lab?.measured?.current ?? false);
  const count = Math.max(predicted.length, measured.length) || recorded.length;
  return Array.from({ length: count }, (_, index) => {
    const [seen, said, kept] = [measured[index], predicted[index], recorded[index]];
    const old = kept && kept.id === (said?.id ?? kept.id) ? kept : undefined;
    if (seen && !stale && decided(seen)) return { verdict: seen, basis: 'image', stale } as const;
    if (before && old && decided(old)) return { verdict: old, basis: 'record', stale: false } as const;
    if (said && decided(said)) return { verdict: said, basis: 'file', stale: false } as const;
    if (seen) return { verdict: seen, basis: 'image', stale } as const;
    if (old) return { verdict: old, basis: 'record', stale: before === undefined } as const;
    return said ? ({ verdict: said, basis: 'file', stale: false } as const) : undefined;
  }).filter((check) => check !== undefined);
}

/** An attempt keeps the gist of a verdict; the progress has the whole of the last one, if it is that. */
function whole(kept: Verdict, last: Verdict | undefined): Verdict {
  const gist = ({ id, status, confidence, actual }: Verdict) => [id, status, confidence, actual].join('\n');
  return last && gist(last) === gist(kept) ? last : kept;
}

const decided = (verdict: Verdict) => verdict.status !== 'unknown' && verdict.status !== 'error';

function stepIn(judged: Judged | undefined, step: string): StepReport | undefined {
  return judged?.report.steps.find((one) => one.id === step);
}

/** Is this a verdict that the learner should look at first? Required ones before optional ones. */
const URGENCY: VerdictStatus[] = ['fail', 'error', 'warn', 'unknown', 'pass'];

/** Index of the chosen check, else of the first that fails, else of the first that needs a look; -1 for none. */
export function chosenCheck(state: SessionState, place: Place = state.at): number {
  const checks = shownChecks(state, place);
  const chosen = state.chosen[placeKey(place)];
  if (chosen !== undefined && chosen < checks.length) return chosen;
  for (const status of URGENCY) {
    const required = checks.findIndex((one) => one.verdict.status === status && one.verdict.required);
    if (required >= 0) return required;
    const any = checks.findIndex((one) => one.verdict.status === status);
    if (any >= 0) return any;
  }
  return -1;
}

export type BlamedLine = Evidence & { file: string; line: number };

/** The lines of files that a verdict blames. */
export function blamedLines(verdict: Verdict | undefined): BlamedLine[] {
  return (verdict?.evidence ?? []).filter(
    (one): one is BlamedLine => one.file !== undefined && one.line !== undefined,
  );
}

/** The first of them. */
export function blame(verdict: Verdict | undefined): BlamedLine | undefined {
  return blamedLines(verdict)[0];
}

/** The line that is chosen on the verdict's screen; elsewhere the first one. */
export function chosenLine(state: SessionState): BlamedLine | undefined {
  const lines = blamedLines(shownChecks(state)[chosenCheck(state)]?.verdict);
  return state.screen === 'verdict' ? (lines[state.line] ?? lines[0]) : lines[0];
}

/** The hints of the step in view, those for what fails at the moment first. */
export function hints(state: SessionState): { all: string[]; seen: number } {
  const failing = shownChecks(state)
    .filter((one) => one.verdict.status === 'fail')
    .map((one) => one.verdict.id);
  const all = hintsFor(current(state).step, failing);
  return { all, seen: Math.min(record(state).hintsSeen, all.length) };
}

/** The place `by` steps on in the same lab; undefined past its ends. */
export function neighbour(state: SessionState, by: 1 | -1): Place | undefined {
  const { lab, number } = current(state);
  const step = lab.steps[number - 1 + by];
  return step && { lab: lab.id, step: step.id };
}

/** Where a lab is gone on with: where the learner is in it, else its first step that does not hold. */
export function entryOf(state: SessionState, lab: Lab): Place {
  if (state.at.lab === lab.id) return state.at;
  const open = lab.steps.find((step) => stepRecord(state.progress, lab.id, step.id).status !== 'pass');
  return { lab: lab.id, step: (open ?? lab.steps[0])?.id ?? '' };
}

export const hasRealEngine = (state: SessionState): boolean => state.engine.kind === 'real';

/** The end of the course: all of it measured, or, where there is no engine to measure on, all of it practised. */
export function courseEnd({ course, progress, engine }: SessionState): 'done' | 'practised' | undefined {
  if (courseDone(course, progress)) return 'done';
  return engine.kind === 'practice' && coursePractised(course, progress) ? 'practised' : undefined;
}

/** Is a build running right now? */
export const building = (state: SessionState): boolean => state.build?.phase === 'running';

/** The key under which a screen's scroll position is kept. */
export function scrollKey(state: SessionState): string {
  if (state.screen === 'step') return `${state.pane} ${placeKey(state.at)}`;
  if (state.screen === 'verdict') return `verdict ${placeKey(state.at)} ${chosenCheck(state)}`;
  if (state.screen === 'image') return `image ${state.imageView.tab}`;
  return state.screen;
}

/**
 * The images that the steps up to the open one are about. A lab's later steps may ask for a stage that the learner
 * has not been told of yet: that it does not build is no failure before.
 */
export function neededImages(lab: Lab, at: Place): ReadonlySet<string> {
  const images = Object.keys(lab.manifest.images);
  const here = at.lab === lab.id ? lab.steps.findIndex((step) => step.id === at.step) : lab.steps.length;
  const checks = lab.steps.slice(0, here + 1).flatMap((step) => step.checks);
  const compared = checks.flatMap(({ args }) => Object.values((args ?? {}) as object)); // baseline: builder
  return new Set([
    ...checks.flatMap((check) => check.image ?? images[0] ?? []),
    ...images.filter((name) => compared.includes(name)),
  ]);
}

/** The tags of the images that the open step's checks are about, the first check's first. */
export function stepTags(state: SessionState): string[] {
  return stepImages(state).flatMap((image) => image.tag ?? []);
}

/** The Dockerfiles of those images. */
export function stepFiles(state: SessionState): string[] {
  return stepImages(state).flatMap((image) => image.dockerfile ?? []);
}

function stepImages(state: SessionState): Lab['manifest']['images'][string][] {
  const { lab, step } = current(state);
  const images = Object.entries(lab.manifest.images);
  const named = step.checks.map((check) => check.image ?? images[0]?.[0]);
  const wanted = named.length > 0 ? named : [images[0]?.[0]];
  return [...new Set(wanted)].flatMap((name) => images.find(([one]) => one === name)?.[1] ?? []);
}
