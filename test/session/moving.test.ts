import { describe, expect, it } from 'vitest';
import { nextAction } from '../../src/session/next-action.ts';
import { fresh, Play, predicted } from '../helpers/play.ts';
import { emptyProgress, ROOT_AT_END, realCourse } from '../helpers/session.ts';

const course = await realCourse();

describe('moving about', () => {
  it('begins on the map and opens the step where the learner stopped', () => {
    const progress = { ...emptyProgress(course), resume: { lab: 'basic', step: 'non-root' } };
    const play = new Play(fresh({ progress })).do('enter');
    expect(play.state.screen).toBe('step');
    expect(play.state.at).toEqual({ lab: 'basic', step: 'non-root' });
    expect(play.effects).toEqual(
      expect.arrayContaining([
        { type: 'resume-at', place: { lab: 'basic', step: 'non-root' } },
        { type: 'watch', lab: 'basic' },
        { type: 'judge', lab: 'basic', how: 'predict' },
      ]),
    );
  });

  it('goes back the way it came', () => {
    const play = new Play()
      .do('enter')
      .on(predicted({ naive: [ROOT_AT_END] }))
      .do('enter', 'help');
    expect(play.state.screen).toBe('help');
    expect(play.do('back').state.screen).toBe('verdict');
    expect(play.do('back').state.screen).toBe('step');
    expect(play.do('back').state.screen).toBe('map');
    expect(play.do('back').state.screen).toBe('map');
  });

  it('stops at the first step, and leads from the last one to the map', () => {
    const play = new Play().do('enter', 'previous-step');
    expect(play.state.at.step).toBe('naive');
    const last = course.labs.find((lab) => lab.id === 'basic')?.steps.length ?? 0;
    for (let step = 1; step < last; step += 1) play.do('next-step');
    expect(play.state.at.step).toBe('measure');
    expect(play.do('next-step').state.screen).toBe('map');
  });

  it('never leaves the labs of the map', () => {
    const play = new Play().do('up', 'up', 'end', 'down', 'down');
    expect(play.state.choice).toBe(course.labs.length - 1);
    expect(play.do('top').state.choice).toBe(0);
  });

  it('scrolls within what a view said there is', () => {
    const play = new Play().do('enter');
    const key = 'lesson basic/naive';
    play.on({ type: 'extent', key, extent: { lines: 30, height: 10 } });
    expect(play.do('end').state.scroll[key]).toBe(20);
    expect(play.do('down').state.scroll[key]).toBe(20);
    expect(play.do('page-up').state.scroll[key]).toBe(12);
    play.on({ type: 'extent', key, extent: { lines: 15, height: 10 } });
    expect(play.state.scroll[key]).toBe(5);
  });

  it('makes no new state when a view repeats itself', () => {
    const extent = { type: 'extent', key: 'x', extent: { lines: 3, height: 10 } } as const;
    const play = new Play().on(extent);
    const before = play.state;
    expect(play.on(extent).state).toBe(before);
  });
});

describe('jumping', () => {
  const jump = (number: number) => ({ type: 'intent', intent: 'jump', number }) as const;

  it('goes to a step by its number, from anywhere in the lab, and records where the learner is', () => {
    const play = new Play().do('enter').on(jump(6));
    expect(play.state).toMatchObject({ screen: 'step', at: { lab: 'basic', step: 'non-root' } });
    expect(play.take('resume-at').at(-1)).toMatchObject({ place: { step: 'non-root' } });
    expect(play.on(jump(9)).state.at.step).toBe('non-root'); // there is no step 9
    expect(play.do('previous-step').state.at.step).toBe('production-deps');
  });

  it('lists the steps, the open one chosen, and opens another', () => {
    const play = new Play().do('enter').on(jump(3)).do('steps');
    expect(play.state).toMatchObject({ screen: 'steps', stepChoice: 2 });
    play.do('down', 'down');
    expect(nextAction(play.state).text).toContain('Open step 5');
    expect(play.do('enter').state).toMatchObject({ screen: 'step', at: { step: 'production-deps' } });
    expect(play.do('steps', 'back').state).toMatchObject({ screen: 'step', at: { step: 'production-deps' } });
  });

  it('chooses a lab on the map, and opens nothing unasked', () => {
    const play = new Play().on(jump(2));
    expect(play.state).toMatchObject({ screen: 'map', choice: 1 });
    expect(play.on(jump(99 as number)).state.choice).toBe(1);
  });
});
