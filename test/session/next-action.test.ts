import { describe, expect, it } from 'vitest';
import type { Intent } from '../../src/session/events.ts';
import { nextAction } from '../../src/session/next-action.ts';
import type { EngineState } from '../../src/session/state.ts';
import { built, fresh, Play, predicted } from '../helpers/play.ts';
import { emptyProgress, ROOT_AT_END, realCourse, verdict } from '../helpers/session.ts';

const course = await realCourse();

describe('the next thing to do', () => {
  it('is always one line', () => {
    const play = new Play();
    const screens: Intent[] = ['map', 'enter', 'help', 'back', 'hint', 'checklist', 'engine', 'map'];
    for (const intent of screens) {
      const { text } = nextAction(play.do(intent).state);
      expect(text).not.toBe('');
      expect(text).not.toContain('\n');
    }
  });

  it('follows a learner through a step', () => {
    const fails = { 'two-stages': [verdict({ ...ROOT_AT_END, id: 'stages.count' })] };
    const play = new Play().do('enter', 'next-step').on(predicted(fails));
    expect(nextAction(play.state).text).toBe(
      'A stage "builder" that builds, a stage "production" that runs.',
    );
    play.saved().on(predicted(fails));
    expect(nextAction(play.state)).toEqual({
      text: 'Look at stages.count: Dockerfile.basic, line 31.',
      intent: 'enter',
    });
    play.saved().on(predicted());
    expect(nextAction(play.state)).toMatchObject({ intent: 'build' });
    play.do('build');
    expect(nextAction(play.state).text).toMatch(/^Building.*ctrl-c/);
    play.on(built());
    expect(nextAction(play.state)).toMatchObject({ intent: 'enter' });
    play.do('enter');
    const progress = emptyProgress(course);
    progress.labs.basic = {
      'two-stages': { status: 'pass', tries: 1, hintsSeen: 0, solutionSeen: false, seconds: 0, verdicts: [] },
    };
    play.on({ type: 'progress', progress });
    expect(nextAction(play.state)).toEqual({
      text: 'This step holds. Next: Dependencies before source',
      intent: 'next-step',
    });
  });

  it('is another build, when a file was saved after the one on the screen', () => {
    const play = new Play().do('enter').on(predicted()).do('build').on(built());
    expect(nextAction(play.state)).toMatchObject({ intent: 'enter' });
    expect(nextAction(play.saved().state)).toMatchObject({ intent: 'build' });
  });

  it('asks for no build where there is no engine', () => {
    const none: EngineState = { kind: 'practice', reason: '', tryNext: '', tried: [], chosen: true };
    const progress = emptyProgress(course);
    progress.labs.basic = {
      naive: { status: 'practised', tries: 0, hintsSeen: 0, solutionSeen: false, seconds: 0, verdicts: [] },
    };
    const play = new Play(fresh({ engine: none, progress })).do('enter').on(predicted());
    play.state = { ...play.state, at: { lab: 'basic', step: 'naive' } };
    expect(nextAction(play.state)).toMatchObject({ intent: 'next-step' });
  });
});
