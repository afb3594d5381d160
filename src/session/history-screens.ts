import { words } from '../text/words.ts';
import type { Effect, Turn } from './effects.ts';
import type { Intent, SessionEvent } from './events.ts';
import { attemptsOf, chosenAttempt, solutionOffered } from './history-select.ts';
import { withLab } from './judging.ts';
import { back, pageOf, readEdited, show } from './navigate.ts';
import type { LabState, SessionState } from './state.ts';

type Result = Turn<SessionState>;
type Event<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>;

const only = (state: SessionState, ...effects: Effect[]): Result => ({ state, effects });

/** The finished answer: shown and noted as seen where it is offered, else what it takes is said. */
export function openSolution(state: SessionState): Result {
  const { lab } = state.at;
  const shown = show({ ...state, solution: undefined, scroll: { ...state.scroll, solution: 0 } }, 'solution');
  return solutionOffered(state)
    ? only(shown, { type: 'read-solution', lab }, { type: 'solution-seen', lab })
    : only(shown);
}

/** The lab's attempts, newest first. */
export function openTimeline(state: SessionState): Result {
  return only(show({ ...state, timeline: {} }, 'timeline'), { type: 'read-attempts', lab: state.at.lab });
}

/** What the end of a lab shows, also before its end: what holds, and what became of the image. */
export function openLabEnd(state: SessionState): Result {
  const { lab } = state.at;
  return only(show(state, 'lab-end'), { type: 'read-images', lab }, { type: 'read-attempts', lab });
}

/** What an intent does on the timeline and on what lies under it; undefined where it means the same as everywhere. */
export function onHistoryIntent(state: SessionState, intent: Intent): Result | undefined {
  if (state.screen === 'timeline') return onTimeline(state, intent);
  if (state.screen === 'attempt') {
    if (intent === 'restore') return only(show(state, 'confirm-restore'));
    if (intent === 'next-step' || intent === 'previous-step')
      return look(choose(state, intent === 'next-step' ? 1 : -1));
  }
  if (state.screen === 'confirm-restore') {
    if (intent === 'stop' || intent === 'hang-up') return undefined;
    const chosen = chosenAttempt(state);
    const left = back(state);
    return intent === 'yes' && chosen
      ? only(left, { type: 'restore-attempt', lab: state.at.lab, number: chosen.attempt.number })
      : only(left);
  }
  return undefined;
}

function onTimeline(state: SessionState, intent: Intent): Result | undefined {
  const steps: Partial<Record<Intent, number>> = {
    up: -1,
    down: 1,
    'page-up': -pageOf(state),
    'page-down': pageOf(state),
    top: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  };
  const by = steps[intent];
  if (by !== undefined) return only(choose(state, by));
  if (intent === 'enter') return look(state);
  if (intent === 'restore') return chosenAttempt(state) ? only(show(state, 'confirm-restore')) : only(state);
  return undefined;
}

function choose(state: SessionState, by: number): SessionState {
  const all = attemptsOf(state) ?? [];
  const index = Math.max(0, Math.min(all.length - 1, (chosenAttempt(state)?.index ?? 0) + by));
  const chosen = all[index]?.number;
  return chosen === undefined ? state : { ...state, timeline: { chosen } };
}

function look(state: SessionState): Result {
  const chosen = chosenAttempt(state);
  if (!chosen) return only(state);
  const { number } = chosen.attempt;
  return only(
    show({ ...state, timeline: { chosen: number }, scroll: { ...state.scroll, attempt: 0 } }, 'attempt'),
    {
      type: 'read-attempt',
      lab: state.at.lab,
      number,
    },
  );
}

/** What was read for these screens; undefined for other events. */
export function onHistoryEvent(state: SessionState, event: SessionEvent): Result | undefined {
  switch (event.type) {
    case 'solution':
      return only({ ...state, solution: event.solution });
    case 'attempts':
      return attemptsRead(state, event);
    case 'judged-before':
      return only(judgedBefore(state, event));
    case 'attempt-read':
      return state.timeline.chosen === event.attempt.number
        ? only({ ...state, timeline: { ...state.timeline, shown: event.attempt } })
        : only(state);
    case 'attempt-restored':
      return restored(state, event);
    default:
      return undefined;
  }
}

/** Nothing is judged yet in this session: what was, on these very files, may be among the attempts. */
function attemptsRead(state: SessionState, { lab, attempts }: Event<'attempts'>): Result {
  const next = { ...state, attempts: { ...state.attempts, [lab]: attempts } };
  const measured = attempts.some(({ confidence }) => confidence === 'measured');
  return measured && isFresh(state.labs[lab]) ? only(next, { type: 'read-judged-before', lab }) : only(next);
}

const isFresh = ({ changed, measured, before }: LabState = {}) => !changed && !measured && !before;

/** Found before anything of this session's own: a save, or a round on the engine, says more. */
function judgedBefore(state: SessionState, { lab, before }: Event<'judged-before'>): SessionState {
  return before && isFresh(state.labs[lab]) ? withLab(state, lab, { before }) : state;
}

/** The files of then are in place: judged at once, as every saved file; where the current ones went is said. */
function restored(state: SessionState, { lab, number, backup }: Event<'attempt-restored'>): Result {
  const text =
    backup === undefined ? words.history.nothingToRestore(number) : words.history.restored(number, backup);
  const next = state.screen === 'attempt' ? back(state) : state;
  return only(
    { ...next, answer: { kind: 'info', text } },
    { type: 'judge', lab, how: 'predict' },
    ...readEdited(state, lab),
  );
}
