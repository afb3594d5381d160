import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/progress/attempt.ts';
import { seenSolution } from '../../src/progress/record.ts';
import { honestTries, solutionOffered } from '../../src/session/history-select.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { Session } from '../../src/session/runtime.ts';
import { SCREENS } from '../helpers/screens.ts';
import { emptyProgress, NOW, realCourse } from '../helpers/session.ts';

const course = await realCourse();
const screen = (name: string) => SCREENS[name]?.(course) as Session;
const press = (
  session: Session,
  ...intents: ('solution' | 'restore' | 'yes' | 'back' | 'enter' | 'timeline' | 'next-step')[]
) => {
  for (const intent of intents) session.dispatch({ type: 'intent', intent });
  return session.state;
};

describe('the finished answer', () => {
  it('counts a try once for the same files, and only while the step fails', () => {
    expect(honestTries(screen('solution, not yet').state)).toBe(2);
  });

  it('is kept back until then; when it is shown, that is noted', () => {
    const { state } = screen('solution, not yet');
    expect(solutionOffered(state)).toBe(false);
    const open = (attempts: Attempt[]) =>
      reduce(
        { ...state, screen: 'step', attempts: { basic: attempts } },
        { type: 'intent', intent: 'solution', at: NOW },
      ).effects;
    const attempts = state.attempts.basic ?? [];
    expect(open(attempts)).toEqual([]);
    const files = [{ path: 'Dockerfile.basic', sha256: 'e'.repeat(64), bytes: 1 }];
    const third = { ...(attempts[2] as Attempt), number: 5, files };
    expect(open([...attempts, third])).toEqual([
      { type: 'read-solution', lab: 'basic' },
      { type: 'solution-seen', lab: 'basic' },
    ]);
  });

  it('is not held against the steps that held before it was seen', () => {
    const step = {
      status: 'pass',
      tries: 1,
      hintsSeen: 0,
      solutionSeen: false,
      seconds: 0,
      verdicts: [],
    } as const;
    const progress = emptyProgress(course);
    progress.labs.basic = { naive: { ...step, verdicts: [], passedAt: '2026-11-23T10:00:00.000Z' } };
    const seen = seenSolution(progress, 'basic', [{ id: 'naive' }, { id: 'non-root' }]).labs.basic;
    expect([seen?.naive?.solutionSeen, seen?.['non-root']?.solutionSeen]).toEqual([false, true]);
  });
});

describe('the timeline', () => {
  it('goes from an attempt to the one before, and asks before it brings one back', () => {
    const session = screen('an attempt');
    expect(press(session, 'next-step').timeline.chosen).toBe(2);
    expect(press(session, 'restore').screen).toBe('confirm-restore');
    expect(press(session, 'enter')).toMatchObject({ screen: 'attempt', timeline: { chosen: 2 } });
  });

  it('says where the current files went, and judges those of then', () => {
    const session = screen('bring back?');
    press(session, 'yes');
    session.dispatch({
      type: 'attempt-restored',
      lab: 'basic',
      number: 3,
      backup: '/ws/.docker-labs/backups/x',
    });
    expect(session.state.screen).toBe('timeline');
    expect(session.state.answer?.text).toContain(
      'attempt 3 are in place. Yours are in /ws/.docker-labs/backups/x',
    );
  });
});

describe('the end of a lab', () => {
  it('comes when the last step holds and the learner goes on, and leads to the next lab', () => {
    const session = screen('end of the lab');
    expect(session.state.screen).toBe('lab-end');
    expect(press(session, 'enter')).toMatchObject({ screen: 'map', choice: 1 });
  });
});
