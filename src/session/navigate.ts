import { flushTime } from './activity.ts';
import type { Effect, Turn } from './effects.ts';
import { blamedLines, chosenCheck, labOf, scrollKey, shownChecks } from './select.ts';
import type { Place, ScreenName, SessionState } from './state.ts';

type Result = Turn<SessionState>;

/** Goes to a screen; `back` leads to the one before. */
export function show(state: SessionState, screen: ScreenName): SessionState {
  if (state.screen === screen) return state;
  const before = state.trail.indexOf(screen);
  const trail = before >= 0 ? state.trail.slice(0, before) : [...state.trail, state.screen];
  return { ...state, screen, trail };
}

export function back(state: SessionState): SessionState {
  const screen = state.trail.at(-1);
  if (screen === undefined) return state;
  return { ...state, screen, trail: state.trail.slice(0, -1) };
}

/** Opens a step: saves where the learner is, watches its lab, and judges the files as they are. */
export function openStep(state: SessionState, place: Place): Result {
  const timed = flushTime(state);
  const index = state.course.labs.findIndex((lab) => lab.id === place.lab);
  const next: SessionState = {
    ...timed.state,
    at: place,
    choice: index < 0 ? state.choice : index,
    screen: 'step',
    trail: ['map'],
    pane: 'lesson',
    notice: undefined,
    answer: undefined,
  };
  return { state: next, effects: [...timed.effects, ...entering(next)] };
}

/** What has to be done when a step comes into view. */
export function entering(state: SessionState): Effect[] {
  const { at } = state;
  const effects: Effect[] = [
    { type: 'resume-at', place: at },
    { type: 'watch', lab: at.lab },
  ];
  effects.push({ type: 'read-attempts', lab: at.lab }, ...readEdited(state, at.lab));
  if (!state.labs[at.lab]?.predicted) effects.push({ type: 'judge', lab: at.lab, how: 'predict' });
  return effects;
}

/** Opens the chosen check's verdict, with the file it blames read afresh. */
export function openVerdict(state: SessionState): Result {
  const verdict = shownChecks(state)[chosenCheck(state)]?.verdict;
  if (!verdict) return { state, effects: [] };
  const files = new Set(blamedLines(verdict).map((one) => one.file));
  return {
    state: { ...show(state, 'verdict'), line: 0 },
    effects: [...files].map((file) => ({ type: 'read-file', lab: state.at.lab, file })),
  };
}

/** Chooses another check of the step; stops at the ends. */
export function chooseCheck(state: SessionState, by: number): SessionState {
  const count = shownChecks(state).length;
  if (count === 0) return state;
  const index = Math.min(count - 1, Math.max(0, chosenCheck(state) + by));
  return { ...state, chosen: { ...state.chosen, [`${state.at.lab}/${state.at.step}`]: index } };
}

/** Scrolls the screen by lines, within what the view said there is. */
export function scrollBy(state: SessionState, by: number): SessionState {
  const key = scrollKey(state);
  const extent = state.extents[key];
  const last = extent ? Math.max(0, extent.lines - extent.height) : 0;
  const now = Math.min(last, state.scroll[key] ?? 0);
  const next = Math.min(last, Math.max(0, now + by));
  return next === state.scroll[key] ? state : { ...state, scroll: { ...state.scroll, [key]: next } };
}

/** Lines of a page, two kept as a thread. */
export function pageOf(state: SessionState): number {
  return Math.max(1, (state.extents[scrollKey(state)]?.height ?? 10) - 2);
}

/** The files that the learner edits in a lab, to be shown beside what is said of them. */
export function readEdited(state: SessionState, lab: string): Effect[] {
  return labOf(state, lab).manifest.edits.map((file) => ({ type: 'read-file', lab, file }) as const);
}
