import type { Effect } from './effects.ts';
import type { SessionEvent } from './events.ts';
import type { SessionPorts } from './ports.ts';
import { labOf } from './select.ts';
import type { SessionState } from './state.ts';

/** Reads and restores what was: attempts and the finished answer. Undefined for the other effects. */
export function historyEffect(
  effect: Effect,
  ports: Pick<SessionPorts, 'attempts' | 'workspace'>,
  state: SessionState,
): Promise<SessionEvent> | undefined {
  switch (effect.type) {
    case 'read-solution':
      return ports.workspace
        .solution(labOf(state, effect.lab))
        .then((found) => ({ type: 'solution', solution: { lab: effect.lab, ...found } }));
    case 'read-attempts':
      return ports.attempts
        .list(effect.lab)
        .then((attempts) => ({ type: 'attempts', lab: effect.lab, attempts }));
    case 'read-judged-before':
      return ports.attempts
        .judgedBefore(labOf(state, effect.lab), state.attempts[effect.lab] ?? [])
        .then((before) => ({ type: 'judged-before', lab: effect.lab, before }));
    case 'read-attempt': {
      const { lab, number } = effect;
      return ports.attempts
        .files(labOf(state, lab), number)
        .then((files) => ({ type: 'attempt-read', attempt: { number, files } }));
    }
    case 'restore-attempt': {
      const { lab, number } = effect;
      return ports.attempts
        .restore(labOf(state, lab), number)
        .then(({ backup }) => ({ type: 'attempt-restored', lab, number, backup }));
    }
    default:
      return undefined;
  }
}
