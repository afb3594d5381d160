// A session without ports: events go in, its state and what it wants done come out.
import type { Effect } from '../../src/session/effects.ts';
import type { Intent, SessionEvent } from '../../src/session/events.ts';
import { initialState } from '../../src/session/initial.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { SessionState } from '../../src/session/state.ts';
import { DOCKER, emptyProgress, NOW, realCourse, report } from './session.ts';

const course = await realCourse();
export const SECOND = 1000;

/** A session as a list of events: the state at the end, and all that was to be done. */
export class Play {
  /** What was to be done since the last `take`, in its order. */
  effects: Effect[] = [];
  now = NOW;
  /** @param state where the session begins; the map of a fresh one unless given */
  constructor(public state: SessionState = fresh()) {}
  /** One event, that many milliseconds after the one before it. */
  on(event: SessionEvent, after = SECOND): this {
    this.now += after;
    const turn = reduce(this.state, { ...event, at: this.now });
    this.state = turn.state;
    this.effects.push(...turn.effects);
    return this;
  }
  /** The learner's keys, a second apart. */
  do(...intents: Intent[]): this {
    for (const intent of intents) this.on({ type: 'intent', intent });
    return this;
  }
  /** The learner's Dockerfile of the lab "basic" is saved. */
  saved(): this {
    return this.on({ type: 'files-changed', lab: 'basic', files: ['Dockerfile.basic'] });
  }
  /** The effects of a type since the last call; those of other types are dropped. */
  take<Type extends Effect['type']>(type: Type): Extract<Effect, { type: Type }>[] {
    const found = this.effects.filter((one): one is Extract<Effect, { type: Type }> => one.type === type);
    this.effects = [];
    return found;
  }
}

/** A session's first state: on the map, on Docker, nothing done yet, unless told otherwise. */
export function fresh(
  options: { engine?: SessionState['engine']; progress?: SessionState['progress'] } = {},
): SessionState {
  return initialState({
    course,
    progress: options.progress ?? emptyProgress(course),
    engine: options.engine ?? { kind: 'real', info: DOCKER },
    now: NOW,
  });
}

/** The lab "basic" judged by prediction: each step passes unless verdicts are given for it. */
export const predicted = (steps = {}) =>
  ({ type: 'judged', lab: 'basic', how: 'predict', report: report(course, { steps }) }) as const;

/** The lab "basic" judged by a build on Docker, with verdicts by step and outcomes by image. */
export const built = (steps = {}, builds = {}) =>
  ({
    type: 'judged',
    lab: 'basic',
    how: 'build',
    report: report(course, { engine: DOCKER, steps, builds }),
  }) as const;
