import { words } from '../text/words.ts';
import { breakOff, startBuild } from './building.ts';
import type { Effect, Turn } from './effects.ts';
import type { Intent } from './events.ts';
import { onHistoryIntent, openLabEnd, openSolution, openTimeline } from './history-screens.ts';
import { labHolds } from './history-select.ts';
import { onImageIntent, openImages } from './image-screen.ts';
import { lineInView } from './image-select.ts';
import { back, chooseCheck, openStep, openVerdict, pageOf, scrollBy, show } from './navigate.ts';
import { onScanIntent, openScan, scanLine, scanning } from './scanning.ts';
import { mustTell } from './scripts.ts';
import {
  blamedLines,
  building,
  chosenCheck,
  chosenLine,
  courseEnd,
  current,
  entryOf,
  hints,
  neighbour,
  shownChecks,
} from './select.ts';
import type { SessionState } from './state.ts';

type Result = Turn<SessionState>;
type Handler = (state: SessionState, at: number, number: number | undefined) => Result;

const only = (state: SessionState, ...effects: Effect[]): Result => ({ state, effects });

/** What an intent does, on whatever screen it is said. A screen that has no use for it ignores it. */
export function onIntent(state: SessionState, intent: Intent, at: number, number?: number): Result {
  if (state.screen === 'confirm-reset' || state.screen === 'confirm-run') return confirm(state, intent, at);
  const quiet = { ...state, notice: undefined, answer: undefined };
  const onImage = state.screen === 'image' ? onImageIntent(quiet, intent) : undefined;
  if (onImage) return only(onImage);
  const onScan = state.screen === 'scan' ? onScanIntent(quiet, intent, at) : undefined;
  return onScan ?? onHistoryIntent(quiet, intent) ?? HANDLERS[intent](quiet, at, number);
}

const HANDLERS: Record<Intent, Handler> = {
  up: (state) => only(move(state, -1)),
  down: (state) => only(move(state, 1)),
  'page-up': (state) => only(move(state, -pageOf(state))),
  'page-down': (state) => only(move(state, pageOf(state))),
  top: (state) => only(move(state, Number.NEGATIVE_INFINITY)),
  end: (state) => only(move(state, Number.POSITIVE_INFINITY)),
  enter,
  back: (state) => only(back(state)),
  pane: (state) => only(otherPane(state)),
  'next-step': (state) => step(state, 1),
  'previous-step': (state) => step(state, -1),
  map: (state) => only({ ...state, screen: 'map', trail: [] }),
  steps: (state) => only(toSteps(state)),
  jump: (state, _, number) => jump(state, number),
  build: (state, at) => {
    if (state.screen === 'map') return only(state);
    if (!building(state) && mustTell(state)) return only(show(state, 'confirm-run'));
    const started = startBuild(state, at);
    return { ...started, state: show(started.state, 'build') };
  },
  hint,
  edit: (state) => only(state, ...editing(state)),
  'pane-back': (state) => HANDLERS.pane(state, 0, undefined),
  open: (state) => only(state),
  close: (state) => only(state),
  against: (state) => only(state),
  restore: (state) => only(state),
  solution: (state) => (state.screen === 'map' ? only(state) : openSolution(state)),
  timeline: (state) => (state.screen === 'map' ? only(state) : openTimeline(state)),
  'lab-end': (state) => openLabEnd(state),
  image: (state) => (state.screen === 'map' ? only(state) : openImages(state)),
  scan: openScan,
  checklist: (state) => only(show(state, 'checklist')),
  finish: (state) => only(courseEnd(state) ? show(state, 'finish') : state),
  engine: (state) => only(show({ ...state, findings: undefined }, 'engine'), { type: 'run-doctor' }),
  retry: (state) =>
    state.screen === 'engine'
      ? only(
          { ...state, engine: { kind: 'looking' }, findings: undefined },
          { type: 'find-engine' },
          { type: 'run-doctor' },
        )
      : only(state),
  reset: (state) => only(state.screen === 'step' ? show(state, 'confirm-reset') : state),
  yes: (state) => only(state),
  help: (state) => only(state.screen === 'help' ? back(state) : show(state, 'help')),
  stop: (state, at) => {
    if (stoppedJustNow(state, at)) return only({ ...state, notice: { kind: 'info', text: words.stopped } });
    if (scanning(state) && (state.screen === 'scan' || !building(state)))
      return only(state, { type: 'cancel-scans' });
    // Shown at once: how long the engine takes to let go is not the learner's concern.
    return building(state)
      ? only(breakOff(state, undefined, at), { type: 'cancel-build' })
      : quit(state, true);
  },
  quit: (state) => quit(state, false),
  'hang-up': (state) => quit(state, true),
};

/** Milliseconds. */
const TWICE = 2000;

/** Whoever presses ctrl-c twice to be sure, or holds it down, means the build and not the program. */
function stoppedJustNow({ build }: SessionState, at: number): boolean {
  return build?.phase === 'stopped' && at - (build.endedAt ?? 0) < TWICE;
}

/** On a step the lesson or its checks; on a verdict the next of the lines that it blames. */
function otherPane(state: SessionState): SessionState {
  if (state.screen === 'step') return { ...state, pane: state.pane === 'lesson' ? 'checks' : 'lesson' };
  const count = blamedLines(shownChecks(state)[chosenCheck(state)]?.verdict).length;
  return state.screen === 'verdict' && count > 1 ? { ...state, line: (state.line + 1) % count } : state;
}

function quit(state: SessionState, interrupted: boolean): Result {
  return only({ ...state, quitting: true }, { type: 'quit', interrupted });
}

/** Nothing is reset, or run for the first time, without a yes; every other key means no. */
function confirm(state: SessionState, intent: Intent, at: number): Result {
  if (intent === 'stop' || intent === 'hang-up') return HANDLERS[intent](state, at, undefined);
  if (state.screen === 'confirm-run') {
    const told = { ...back(state), told: [...state.told, state.at.lab] };
    return intent === 'yes' ? HANDLERS.build(told, at, undefined) : only(back(state));
  }
  return intent === 'yes' ? only(back(state), { type: 'reset-lab', lab: state.at.lab }) : only(back(state));
}

function move(state: SessionState, by: number): SessionState {
  if (state.screen === 'map') {
    const last = state.course.labs.length - 1;
    return { ...state, choice: Math.min(last, Math.max(0, state.choice + by)) };
  }
  if (state.screen === 'steps') {
    const last = current(state).lab.steps.length - 1;
    return { ...state, stepChoice: Math.min(last, Math.max(0, state.stepChoice + by)) };
  }
  if (state.screen === 'step' && state.pane === 'checks') return chooseCheck(state, by);
  return scrollBy(state, by);
}

function enter(state: SessionState): Result {
  switch (state.screen) {
    case 'map': {
      const lab = state.course.labs[state.choice];
      return lab ? openStep(state, entryOf(state, lab)) : only(state);
    }
    case 'steps':
      return jump(state, state.stepChoice + 1);
    case 'step':
      return openVerdict(state);
    case 'verdict':
      return only(state, ...editing(state));
    case 'build':
      return building(state) ? only(state) : only(show(state, 'step'));
    case 'lab-end':
      return only({ ...state, screen: 'map', trail: [], choice: nextChoice(state) });
    default:
      return only(back(state));
  }
}

function step(state: SessionState, by: 1 | -1): Result {
  if (state.screen === 'verdict') {
    const next = chooseCheck(state, by);
    return next === state ? only(state) : openVerdict(next);
  }
  if (state.screen !== 'step') return only(state);
  const place = neighbour(state, by);
  if (place) return openStep(state, place);
  if (by < 0) return only(state);
  return labHolds(state) ? openLabEnd(state) : only({ ...state, screen: 'map', trail: [] });
}

/** The list of the lab's steps, at the open one. */
function toSteps(state: SessionState): SessionState {
  return state.screen === 'map' ? state : show({ ...state, stepChoice: current(state).number - 1 }, 'steps');
}

/** To the step of that number, wherever the learner stands; on the map, the lab of that number is chosen. */
function jump(state: SessionState, number = 0): Result {
  if (state.screen === 'map') {
    const choice = state.course.labs.findIndex((lab) => lab.number === number);
    return only(choice < 0 ? state : { ...state, choice });
  }
  const { lab } = current(state);
  const step = lab.steps[number - 1];
  return step ? openStep(state, { lab: lab.id, step: step.id }) : only(state);
}

/** After the end of a lab the next one is chosen on the map. */
function nextChoice({ course, at }: SessionState): number {
  const index = course.labs.findIndex((lab) => lab.id === at.lab);
  return Math.min(course.labs.length - 1, index + 1);
}

/** The first press shows the hints seen so far, or the first one; each further press one more. */
function hint(state: SessionState): Result {
  if (state.screen === 'map') return only(state);
  const { all, seen } = hints(state);
  const open = state.screen === 'hint';
  const count = open || seen === 0 ? Math.min(all.length, seen + 1) : seen;
  const shown = show(state, 'hint');
  return count > seen ? only(shown, { type: 'hint-seen', place: state.at, count }) : only(shown);
}

/** The editor opens at the line that the chosen check blames, else at the lab's file. */
function editing(state: SessionState): Effect[] {
  const { lab } = current(state);
  if (state.screen === 'map') return [];
  const made = state.screen === 'image' ? lineInView(state) : undefined;
  if (made) return [{ type: 'open-editor', lab: lab.id, ...made }];
  const origin = state.screen === 'scan' ? scanLine(state) : undefined;
  if (origin) return [{ type: 'open-editor', lab: lab.id, ...origin }];
  const check = shownChecks(state)[chosenCheck(state)]?.verdict;
  const where = check && check.status !== 'pass' ? chosenLine(state) : undefined;
  const file = where?.file ?? lab.manifest.edits[0];
  return file ? [{ type: 'open-editor', lab: lab.id, file, line: where?.line }] : [];
}
