import type { LabReport } from '../checks/types.ts';
import { isMeasured, saysSomething, stepRecord } from '../progress/record.ts';
import { words } from '../text/words.ts';
import { flushTime } from './activity.ts';
import { breakOff, endBuild } from './building.ts';
import type { Effect, Turn } from './effects.ts';
import type { SessionEvent } from './events.ts';
import { readEdited } from './navigate.ts';
import { blame, chosenCheck, labOf, shownChecks } from './select.ts';
import type { Change, JudgeHow, LabState, Notice, Problem, SessionState } from './state.ts';

type Result = Turn<SessionState>;
type Event<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }> & { at: number };

export function withLab(state: SessionState, lab: string, change: Partial<LabState>): SessionState {
  return { ...state, labs: { ...state.labs, [lab]: { ...state.labs[lab], ...change } } };
}

/** A saved file: what was measured is no longer current, and the files are judged at once. */
export function filesChanged(state: SessionState, { lab, files, at }: Event<'files-changed'>): Result {
  const measured = state.labs[lab]?.measured;
  const running = state.labs[lab]?.judging;
  const next = withLab(state, lab, {
    before: undefined,
    changed: { at, files },
    judging: running ?? 'predict',
    ...(measured ? { measured: { ...measured, current: false } } : {}),
  });
  const effects: Effect[] = [{ type: 'judge', lab, how: 'predict' }, ...readEdited(state, lab)];
  if (running === 'look') effects.push({ type: 'judge', lab, how: 'look' }); // of other files than a moment ago
  const shown = blame(shownChecks(state)[chosenCheck(state)]?.verdict);
  if (state.screen === 'verdict' && shown) effects.push({ type: 'read-file', lab, file: shown.file });
  return { state: forgetChoice(next, lab), effects };
}

/** A chosen check may hold by now: the next look starts at the first that does not. */
function forgetChoice(state: SessionState, lab: string): SessionState {
  if (state.screen === 'verdict') return state; // the learner reads it: it stays
  const chosen = Object.fromEntries(
    Object.entries(state.chosen).filter(([key]) => !key.startsWith(`${lab}/`)),
  );
  return { ...state, chosen };
}

/** A round's report: shown, recorded, and said when it changes what held. */
export function judged(state: SessionState, event: Event<'judged'>): Result {
  const { lab, how, at } = event;
  const { pending, ...report } = event.report;
  const gone = how !== 'predict' && state.engine.kind === 'real' && report.engine === undefined;
  if (gone)
    return judgeFailed(state, { ...event, type: 'judge-failed', cause: 'engine-lost', ...faultOf(report) });
  const { problem: _, ...known } = state.labs[lab] ?? {};
  const kept = pending ? known : ended(known, how);
  const real = isMeasured(report);
  const judgedLab: LabState = real
    ? { ...kept, measured: { report, at, current: isCurrent(state, kept, how, report, at) } }
    : { ...kept, predicted: { report: filledUp(report, pending, known), at } };
  const notice = noticedJudged(known, how) ?? state.notice;
  let next: SessionState = { ...state, notice, labs: { ...state.labs, [lab]: judgedLab } };
  if (how === 'build') next = endBuild(next, report, at);
  // Nobody's try: nothing is recorded, and whether the engine is still there is looked for.
  if (how === 'build' && next.build?.phase === 'broken')
    return { state: next, effects: [{ type: 'find-engine' }] };
  const wanted =
    how === 'predict' ? kept.changed !== undefined : how === 'build' || judgedLab.measured?.current;
  if (!wanted) return { state: next, effects: [] };
  const worthy = recordable(state, event.report, how === 'build');
  next = { ...next, notice: reopened(state, worthy) ?? notice };
  const timed = flushTime(next);
  const record: Effect = {
    type: 'record',
    report: worthy,
    counts: how === 'build',
    at: new Date(at).toISOString(),
    ...(kept.changed ? { change: { files: kept.changed.files, ...lineOf(kept.changed) } } : {}),
  };
  // A tool that broke may be the engine: it is looked for afresh.
  const broke = real && report.steps.some((step) => step.checks.some((check) => check.status === 'error'));
  const search: Effect[] = broke ? [{ type: 'find-engine' }] : [];
  return { state: timed.state, effects: [...timed.effects, record, ...search] };
}

/** What was noticed in another terminal is judged: to be said, as long as nothing else is. */
function noticedJudged({ noticed }: LabState, how: JudgeHow): Notice | undefined {
  return how === 'look' && noticed !== undefined
    ? { kind: 'info', text: words.noticedJudged(noticed) }
    : undefined;
}

/** Steps that are still being judged show what was last said of them. */
function filledUp(report: LabReport, pending: string[] | undefined, { predicted }: LabState): LabReport {
  const last = predicted?.report.steps.filter((step) => pending?.includes(step.id)) ?? [];
  return last.length === 0 ? report : { ...report, steps: [...report.steps, ...last] };
}

/** A round is over; another one of the lab may still run. */
function ended(lab: LabState, how: JudgeHow): LabState {
  const { noticed: _, ...looked } = lab;
  const kept = how === 'look' ? looked : lab;
  const { judging, ...rest } = kept;
  return judging === undefined || judging === how ? rest : kept;
}

/** What a round says for itself that met no engine. */
function faultOf(report: LabReport): { problem: Problem } {
  const checks = report.steps.flatMap((step) => step.checks);
  const fault =
    checks.find((check) => check.status === 'error') ?? checks.find((check) => check.status === 'unknown');
  return { problem: { message: fault?.actual ?? words.engineLost, tryNext: fault?.tryNext ?? '' } };
}

/**
 * Does a measured report speak of the files as they are? A file saved during a build is not in its image, and an
 * image found on the engine may be from anything: only a fingerprint that fits (then the round has its build) says.
 */
function isCurrent(
  state: SessionState,
  lab: LabState,
  how: JudgeHow,
  report: LabReport,
  at: number,
): boolean {
  const images = Object.keys(report.images);
  if (how === 'look') return images.length > 0 && images.every((name) => report.builds[name]?.ok === true);
  return (lab.changed?.at ?? 0) <= (state.build?.startedAt ?? at);
}

/**
 * What of a report goes into the record. A step that the learner has not come to yet fails with every
 * starter: it stays open, without blame, unless it holds already. (A build's verdicts count for the open
 * step in any case.) A step of which a prediction says nothing is practised with the whole lab, and not before.
 */
function recordable(state: SessionState, { pending, ...report }: LabReport, built: boolean): LabReport {
  const lab = labOf(state, report.lab);
  const here = lab.steps.findIndex((step) => step.id === state.at.step);
  const real = isMeasured(report);
  const silent = !real && (report.status === 'fail' || pending !== undefined);
  const steps = report.steps.filter((step) => {
    if (silent && !saysSomething(step.checks.map(({ status }) => status))) return false;
    const known = stepRecord(state.progress, report.lab, step.id);
    const index = lab.steps.findIndex((one) => one.id === step.id);
    const reached = state.at.lab === report.lab && index <= here;
    const holds = step.status === 'pass' || (!real && !silent);
    if (step.status !== 'fail') return known.status !== 'open' || reached || built || holds;
    return reached || known.status !== 'open';
  });
  return { ...report, steps };
}

/** A step that held and no longer does is said, with the change that did it. */
function reopened(state: SessionState, report: LabReport): Notice | undefined {
  const lost = report.steps.find(
    (step) =>
      step.checks.some((check) => check.required && check.status === 'fail') &&
      ['pass', 'practised'].includes(stepRecord(state.progress, report.lab, step.id).status),
  );
  if (!lost) return undefined;
  const title = labOf(state, report.lab).steps.find((step) => step.id === lost.id)?.title ?? lost.id;
  const change = state.labs[report.lab]?.changed;
  return { kind: 'warn', text: words.reopened(title, change?.files ?? [], change?.line) };
}

const lineOf = ({ line }: Change) => (line === undefined ? {} : { line });

/** A file was read anew: where it differs from what was there is what the learner changed. */
export function fileRead(state: SessionState, { lab, file, lines }: Event<'file-read'>): SessionState {
  const key = `${lab}/${file}`;
  const before = state.files[key];
  const next = { ...state, files: { ...state.files, [key]: lines } };
  const changed = state.labs[lab]?.changed;
  if (!before || changed?.files[0] !== file) return next;
  const at = Math.max(before.length, lines.length);
  const first = Array.from({ length: at }).findIndex((_, index) => before[index] !== lines[index]);
  if (first < 0) return next;
  return withLab(next, lab, { changed: { ...changed, line: Math.min(first + 1, lines.length) } });
}

/** A round that could not be judged: nobody's verdict changes. */
export function judgeFailed(state: SessionState, event: Event<'judge-failed'>): Result {
  const { lab, how, problem, cause, at } = event;
  const kept = ended(state.labs[lab] ?? {}, how);
  const stopped = cause === 'interrupted';
  let next: SessionState = {
    ...state,
    labs: { ...state.labs, [lab]: stopped ? kept : { ...kept, problem } },
  };
  if (how === 'build') next = breakOff(next, stopped ? undefined : problem, at);
  if (cause === 'engine-lost') {
    next = {
      ...next,
      engine: { kind: 'lost', reason: problem.message, tryNext: problem.tryNext },
      notice: { kind: 'warn', text: words.engineLost },
    };
  } else if (!stopped && how !== 'build') {
    next = { ...next, notice: { kind: 'warn', text: `${problem.message} ${problem.tryNext}` } };
  }
  return { state: next, effects: [] };
}
