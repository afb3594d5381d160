import { describe, expect, it } from 'vitest';
import type { SessionState } from '../../src/session/state.ts';
import { fresh, Play } from '../helpers/play.ts';
import { realCourse, report } from '../helpers/session.ts';

const course = await realCourse();

describe('resetting', () => {
  it('asks first, and only a yes does it', () => {
    const play = new Play().do('enter', 'reset');
    expect(play.state.screen).toBe('confirm-reset');
    expect(play.do('enter').take('reset-lab')).toEqual([]);
    expect(play.state.screen).toBe('step');
    expect(play.do('reset', 'yes').take('reset-lab')).toEqual([{ type: 'reset-lab', lab: 'basic' }]);
  });
});

describe('a lab that runs a script of the learner', () => {
  const pipeline = { lab: 'pipeline', step: 'compose' };
  const open = (engine?: SessionState['engine']) =>
    new Play({
      ...fresh(engine ? { engine } : {}),
      at: pipeline,
      screen: 'step',
      trail: ['map'],
    });

  it('says before the first time what will be run, and runs nothing without a yes', () => {
    const play = open().do('build');
    expect(play.state.screen).toBe('confirm-run');
    expect(play.do('enter').take('judge')).toEqual([]);
    expect(play.state.screen).toBe('step');
    expect(play.do('build', 'yes').take('judge')).toMatchObject([{ lab: 'pipeline', how: 'build' }]);
    expect(play.state).toMatchObject({ screen: 'build', trail: ['map', 'step'] });
  });

  it('asks once', () => {
    const play = open().do('build', 'yes');
    play.on({
      type: 'judged',
      lab: 'pipeline',
      how: 'build',
      report: { ...report(course), lab: 'pipeline' },
    });
    expect(play.do('enter', 'build').state.screen).toBe('build');
  });

  it('asks nothing in the practice engine, which runs nothing', () => {
    const practice = {
      kind: 'practice' as const,
      reason: '',
      tryNext: '',
      tried: [],
      chosen: true,
    } satisfies SessionState['engine'];
    expect(open(practice).do('build').state.screen).toBe('build');
  });
});
