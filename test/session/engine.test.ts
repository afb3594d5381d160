import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/session/events.ts';
import { shownChecks } from '../../src/session/select.ts';
import { built, Play, predicted } from '../helpers/play.ts';
import { buildStep, DOCKER, realCourse, report, verdict } from '../helpers/session.ts';

const course = await realCourse();

describe('an engine at fault', () => {
  const lost = {
    type: 'judge-failed',
    lab: 'basic',
    how: 'build',
    cause: 'engine-lost',
    problem: { message: 'The engine is gone.', tryNext: 'Start it.' },
  } as const;

  it('never fails a learner', () => {
    const play = new Play().do('enter').on(predicted()).do('build').on(lost);
    expect(play.take('record')).toEqual([]);
    expect(play.state.engine).toEqual({ kind: 'lost', reason: 'The engine is gone.', tryNext: 'Start it.' });
    expect(play.state.build?.phase).toBe('broken');
  });

  it('is noticed in a round that met none, and looked for before the next build', () => {
    const play = new Play().do('enter').on(predicted()).do('build');
    const error = verdict({ id: 'build.succeeds', status: 'error', actual: 'connect ECONNREFUSED' });
    const { engine: _, ...without } = report(course, { engine: DOCKER, steps: { naive: [error] } });
    play.on({ type: 'judged', lab: 'basic', how: 'build', report: { ...without, engine: undefined } });
    expect(play.state.engine).toMatchObject({ kind: 'lost', reason: 'connect ECONNREFUSED' });
    expect(play.take('record')).toEqual([]);
    expect(shownChecks(play.state)[0]?.verdict.status).toBe('pass');
    expect(play.do('build').effects.map((one) => one.type)).toEqual(['find-engine', 'judge']);
  });

  it('in the middle of a build makes it broken, with what still ran cancelled; it is nobody’s try', () => {
    const play = new Play().do('enter').on(predicted()).do('build');
    const step = buildStep({ id: '1', instruction: 'RUN npm ci', status: 'running' });
    play.on({ type: 'build-events', lab: 'basic', events: [['baseline', { type: 'step', step }]] });
    const error = { status: 'error', actual: 'The engine hung up.', tryNext: 'Start it.' } as const;
    play.on(built({ naive: [verdict({ id: 'build.succeeds', ...error })] }));
    expect(play.state.build).toMatchObject({
      phase: 'broken',
      problem: { message: 'The engine hung up.', tryNext: 'Start it.' },
      images: [{ steps: [{ status: 'cancelled' }] }],
    });
    const done = play.effects.map((one) => one.type);
    expect(done).toContain('find-engine');
    expect(done).not.toContain('record');
  });

  it('is looked for afresh when a tool broke', () => {
    const error = verdict({ id: 'run.responds', status: 'error' });
    const play = new Play().do('enter', 'build').on(built({ naive: [error] }));
    expect(play.take('find-engine')).toHaveLength(1);
  });

  it('that was not there at the start is looked for with each build, unless practice was asked for', () => {
    const engine = (chosen: boolean): SessionEvent => ({
      type: 'engine',
      engine: { kind: 'practice', reason: '', tryNext: '', tried: [], chosen },
    });
    const types = (play: Play) => play.do('build').effects.map((one) => one.type);
    const play = new Play().do('enter').on(engine(false));
    play.effects = [];
    expect(types(play)).toEqual(['find-engine', 'judge']);
    const asked = new Play().do('enter').on(engine(true));
    asked.effects = [];
    expect(types(asked)).toEqual(['judge']);
  });

  it('is looked for again when asked', () => {
    const play = new Play().do('enter', 'engine');
    expect(play.state.screen).toBe('engine');
    play.effects = [];
    expect(play.do('retry').effects).toEqual([{ type: 'find-engine' }, { type: 'run-doctor' }]);
    expect(play.state.engine.kind).toBe('looking');
  });
});
