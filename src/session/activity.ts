import type { Effect, Turn } from './effects.ts';
import type { SessionState } from './state.ts';

/** A learner who gives no sign of life for longer is taken to be away. */
const AWAY_MS = 3 * 60_000;
/** Screens that belong to the open step. */
const ON_STEP = new Set([
  'step',
  'verdict',
  'build',
  'hint',
  'image',
  'scan',
  'solution',
  'timeline',
  'attempt',
]);

/** Counts the time since the last sign of life to the open step. */
export function noteActivity(state: SessionState, at: number): SessionState {
  const { lastAt, unsaved } = state.activity;
  const passed = Math.max(0, at - lastAt);
  const counts = ON_STEP.has(state.screen) && passed <= AWAY_MS;
  return { ...state, activity: { lastAt: at, unsaved: counts ? unsaved + passed / 1000 : unsaved } };
}

/** Hands the counted seconds to the progress; to be called before the step changes. */
export function flushTime(state: SessionState): Turn<SessionState> {
  const seconds = Math.round(state.activity.unsaved);
  if (seconds < 1) return { state, effects: [] };
  const effect: Effect = { type: 'add-time', place: state.at, seconds };
  return { state: { ...state, activity: { ...state.activity, unsaved: 0 } }, effects: [effect] };
}
