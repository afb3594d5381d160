import { describe, expect, it } from 'vitest';
import { nextAction } from '../../src/session/next-action.ts';
import type { EngineState } from '../../src/session/state.ts';
import { fresh, Play, SECOND } from '../helpers/play.ts';
import { emptyProgress, realCourse } from '../helpers/session.ts';

const course = await realCourse();

describe('hints', () => {
  it('shows the first one, then one more each time, and no more than there are', () => {
    const play = new Play().do('enter', 'hint');
    expect(play.take('hint-seen')).toMatchObject([{ count: 1 }]);
    const hinted = (count: number) => {
      const progress = emptyProgress(course);
      progress.labs.basic = {
        naive: { status: 'open', tries: 0, hintsSeen: count, solutionSeen: false, seconds: 0, verdicts: [] },
      };
      play.on({ type: 'progress', progress });
    };
    hinted(1);
    expect(play.do('hint').take('hint-seen')).toMatchObject([{ count: 2 }]);
    hinted(2);
    expect(play.do('hint').take('hint-seen')).toEqual([]);
    expect(play.do('back', 'hint').take('hint-seen')).toEqual([]);
  });
});

describe('time spent', () => {
  it('counts between signs of life on a step, and not the time away', () => {
    const play = new Play().do('enter');
    play.on({ type: 'intent', intent: 'down' }, 30 * SECOND);
    play.on({ type: 'intent', intent: 'down' }, 3600 * SECOND);
    play.on({ type: 'intent', intent: 'quit' }, 10 * SECOND);
    expect(play.take('add-time')).toEqual([
      { type: 'add-time', place: { lab: 'basic', step: 'naive' }, seconds: 40 },
    ]);
  });

  it('is saved to the step it was spent on', () => {
    const play = new Play().do('enter');
    play.on({ type: 'intent', intent: 'next-step' }, 20 * SECOND);
    expect(play.take('add-time')).toMatchObject([{ place: { step: 'naive' }, seconds: 20 }]);
  });
});

describe('the end', () => {
  const record = {
    status: 'pass',
    tries: 1,
    hintsSeen: 0,
    solutionSeen: false,
    seconds: 60,
    verdicts: [],
  } as const;
  const labs = Object.fromEntries(
    course.labs.map((lab) => [
      lab.id,
      Object.fromEntries(lab.steps.map((step) => [step.id, { ...record, verdicts: [] }])),
    ]),
  );
  const done = { ...emptyProgress(course), labs };

  it('is shown when every step of every lab holds', () => {
    const play = new Play(fresh({ progress: done }));
    expect(nextAction(play.state)).toMatchObject({ intent: 'finish' });
    expect(play.do('finish').state.screen).toBe('finish');
    expect(play.do('back').state.screen).toBe('map');
  });

  it('is not, while one is only practised and an engine could measure it', () => {
    const almost = {
      ...labs,
      pipeline: { ...labs.pipeline, gates: { ...record, verdicts: [], status: 'practised' as const } },
    };
    const progress = { ...done, labs: almost };
    const play = new Play(fresh({ progress }));
    expect(nextAction(play.state).intent).toBe('enter');
    expect(play.do('finish').state.screen).toBe('map');
    const engine: EngineState = { kind: 'practice', reason: '', tryNext: '', tried: [], chosen: false };
    const without = new Play(fresh({ progress, engine }));
    expect(nextAction(without.state)).toMatchObject({ text: expect.stringContaining('practised') });
    expect(without.do('finish').state.screen).toBe('finish');
  });
});
