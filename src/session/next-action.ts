import type { Verdict } from '../checks/types.ts';
import { labStatus } from '../progress/summary.ts';
import { words } from '../text/words.ts';
import { chosenAttempt, labHolds } from './history-select.ts';
import { comparedWith, lineInView } from './image-select.ts';
import { outdated, scanInView, scanLine } from './scanning.ts';
import {
  blame,
  building,
  chosenCheck,
  chosenLine,
  courseEnd,
  current,
  entryOf,
  hasRealEngine,
  labOf,
  neighbour,
  record,
  shownChecks,
  stepTags,
} from './select.ts';
import type { SessionState } from './state.ts';

/** The next thing to do, always one line: what, and the key for it where one key does it. */
export interface NextAction {
  text: string;
  /** An intent's name: the view looks its key up. */
  intent?:
    | 'enter'
    | 'build'
    | 'next-step'
    | 'previous-step'
    | 'map'
    | 'edit'
    | 'retry'
    | 'yes'
    | 'back'
    | 'hint'
    | 'against'
    | 'finish'
    | 'scan';
}

export function nextAction(state: SessionState): NextAction {
  switch (state.screen) {
    case 'map':
      return onMap(state);
    case 'steps':
      return { text: words.next.openStep(state.stepChoice + 1), intent: 'enter' };
    case 'confirm-run':
      return { text: words.next.reallyRun, intent: 'yes' };
    case 'confirm-reset':
      return { text: words.next.reallyReset, intent: 'yes' };
    case 'engine':
      return state.engine.kind === 'real'
        ? { text: words.next.goBack, intent: 'back' }
        : { text: words.next.lookAgain, intent: 'retry' };
    case 'image':
      return onImage(state);
    case 'build':
      return onBuild(state);
    case 'verdict':
      return onVerdict(state);
    case 'confirm-restore':
      return { text: words.next.reallyRestore(state.timeline.chosen ?? 0), intent: 'yes' };
    case 'timeline':
      return chosenAttempt(state)
        ? { text: words.next.lookAt(chosenAttempt(state)?.attempt.number ?? 0), intent: 'enter' }
        : { text: words.next.goBack, intent: 'back' };
    case 'lab-end':
      return { text: words.next.toMap, intent: 'enter' };
    case 'solution':
    case 'attempt':
    case 'hint':
    case 'help':
    case 'checklist':
    case 'finish':
      return { text: words.next.goBack, intent: 'back' };
    case 'scan':
      return onScan(state);
    case 'step':
      return onStep(state);
  }
}

/** Nothing is left to do. */
function atTheEnd(state: SessionState): NextAction | undefined {
  const end = courseEnd(state);
  if (end === undefined) return undefined;
  return { text: end === 'done' ? words.next.courseDone : words.next.coursePractised, intent: 'finish' };
}

function onMap(state: SessionState): NextAction {
  const end = atTheEnd(state);
  if (end) return end;
  const lab = state.course.labs[state.choice];
  if (!lab) return { text: words.next.chooseLab };
  const place = entryOf(state, lab);
  const step = lab.steps.find((one) => one.id === place.step);
  const done = labStatus(lab, state.progress) === 'pass';
  return {
    text: (done ? words.next.lookBack : words.next.goOn)(lab.number, step?.title ?? ''),
    intent: 'enter',
  };
}

function onBuild(state: SessionState): NextAction {
  if (building(state)) return { text: words.next.buildRuns };
  const { build } = state;
  if (build?.phase === 'built')
    return (state.labs[build.lab]?.changed?.at ?? 0) > (build.endedAt ?? 0)
      ? { text: words.next.buildSaved, intent: 'build' }
      : { text: words.next.seeVerdicts, intent: 'enter' };
  if (state.build?.phase === 'failed') return { text: words.next.mendBuild, intent: 'edit' };
  return { text: words.next.buildAgain, intent: 'build' };
}

/** What changed since the build before is what one came for; then the line that did it. */
function onImage(state: SessionState): NextAction {
  if (state.images[state.at.lab]?.length === 0)
    return building(state)
      ? { text: words.next.buildGoesOn }
      : { text: words.next.imageFirst, intent: 'build' };
  const other = comparedWith(state);
  if (other?.attempt && state.imageView.tab === 'layers')
    return { text: words.next.seeChange(other.attempt.number), intent: 'against' };
  const where = state.imageView.tab === 'against' ? lineInView(state) : undefined;
  return where
    ? { text: words.next.editLine(where.file, where.line), intent: 'edit' }
    : { text: words.next.goBack, intent: 'back' };
}

function onScan(state: SessionState): NextAction {
  const { scan } = scanInView(state);
  if (scan?.phase === 'running') return { text: words.next.scanRuns };
  if (scan?.problem?.code === 'image-absent') return { text: words.next.scanFirst, intent: 'build' };
  if (scan?.phase !== 'done' || outdated(state)) return { text: words.next.scanAgain, intent: 'scan' };
  const line = scanLine(state);
  if (line) return { text: words.next.scanLine(line.file, line.line), intent: 'edit' };
  return { text: words.next.goBack, intent: 'back' };
}

function onVerdict(state: SessionState): NextAction {
  const lab = labOf(state, state.at.lab);
  const open = shownChecks(state)[chosenCheck(state)];
  const failing = open?.verdict.status === 'pass' ? undefined : open;
  const where = failing && chosenLine(state);
  if (where) return { text: words.next.editLine(where.file, where.line), intent: 'edit' };
  return failing
    ? { text: words.next.editFile(lab.manifest.edits[0] ?? ''), intent: 'edit' }
    : { text: words.next.goBack, intent: 'back' };
}

function onStep(state: SessionState): NextAction {
  if (building(state)) return { text: words.next.buildGoesOn };
  const lab = state.labs[state.at.lab];
  const checks = shownChecks(state);
  const { status } = record(state);
  const failing = checks.find((one) => one.verdict.status === 'fail' && one.verdict.required && !one.stale);
  if (failing) return attend(state, failing.verdict);
  const broken = lab?.measured?.current && checks.find((one) => one.verdict.status === 'error');
  if (broken) return { text: words.next.toolBroke, intent: 'build' };
  const measuredNow =
    lab?.measured?.current === true ||
    lab?.before?.steps.some(({ id }) => id === state.at.step) ||
    (lab?.changed === undefined && status === 'pass');
  if (hasRealEngine(state) && !measuredNow)
    return { text: words.next.build(stepTags(state).join(' and ')), intent: 'build' };
  if (status === 'open' || status === 'fail') return { text: current(state).step.goal };
  return afterStep(state);
}

/** What comes after a step that holds: the next one, else what is still open in the lab, else the map. */
function afterStep(state: SessionState): NextAction {
  const end = atTheEnd(state);
  if (end) return end;
  const next = neighbour(state, 1);
  if (next)
    return { text: words.next.holds(current({ ...state, at: next }).step.title), intent: 'next-step' };
  const { lab } = current(state);
  const open = lab.steps.findIndex((step) => {
    const { status } = record(state, { lab: lab.id, step: step.id });
    return status === 'open' || status === 'fail';
  });
  const step = lab.steps[open];
  if (step) return { text: words.next.stillOpen(open + 1, step.title), intent: 'previous-step' };
  return labHolds(state)
    ? { text: words.next.labEnd(lab.manifest.title), intent: 'next-step' }
    : { text: words.next.labDone(lab.manifest.title), intent: 'map' };
}

/** A step that was never tried shows its goal, not a fault. */
function attend(state: SessionState, verdict: Verdict): NextAction {
  const { status, tries } = record(state);
  const touched = state.labs[state.at.lab]?.changed !== undefined || tries > 0;
  if (status === 'open' && !touched) return { text: current(state).step.goal };
  const where = blame(verdict);
  return { text: words.next.fix(verdict.id, where), intent: 'enter' };
}
