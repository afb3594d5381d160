import { describe, expect, it } from 'vitest';
import { built, fresh, Play } from '../helpers/play.ts';
import { buildStep, emptyProgress, realCourse } from '../helpers/session.ts';

const course = await realCourse();

describe('a build', () => {
  it('is one at a time, and stops when asked', () => {
    const play = new Play().do('enter', 'build', 'build');
    expect(play.take('judge').filter((one) => one.how === 'build')).toHaveLength(1);
    const step = { id: '1', name: 'RUN sleep', internal: false, status: 'running' as const, inputs: [] };
    play.on({ type: 'build-events', lab: 'basic', events: [['production', { type: 'step', step }]] });
    expect(play.do('stop').take('cancel-build')).toHaveLength(1);
    expect(play.state.quitting).toBe(false);
    expect(play.state.build).toMatchObject({
      phase: 'stopped', // at once: the engine may take its time
      images: [{ steps: [{ id: '1', status: 'cancelled' }] }],
    });
    play.on({
      type: 'judge-failed',
      lab: 'basic',
      how: 'build',
      cause: 'interrupted',
      problem: { message: 'Stopped.', tryNext: '' },
    });
    expect(play.state.build?.phase).toBe('stopped');
  });

  it('a second ctrl-c right after the first does not end the program; later, one does', () => {
    const ctrlC = { type: 'intent', intent: 'stop' } as const;
    const play = new Play().do('enter', 'build', 'stop').on(ctrlC, 300).on(ctrlC, 300);
    expect(play.state.quitting).toBe(false);
    expect(play.state.notice?.text).toContain('The build is stopped. q quits');
    expect(play.take('cancel-build')).toHaveLength(1);
    expect(play.on(ctrlC, 5000).state.quitting).toBe(true);
  });

  it('keeps the last lines of a log, in order', () => {
    const play = new Play().do('enter', 'build');
    const log = (text: string) =>
      ['production', { type: 'log', stepId: '1', text }] as [
        string,
        { type: 'log'; stepId: string; text: string },
      ];
    play.on({
      type: 'build-events',
      lab: 'basic',
      events: Array.from({ length: 1000 }, (_, n) => log(`${n}\n`)),
    });
    play.on({ type: 'build-events', lab: 'basic', events: [log('last')] });
    const lines = play.state.build?.images[0]?.logs['1'] ?? [];
    expect(lines.at(-1)).toBe('last');
    expect(lines.at(-2)).toBe('999');
    expect(lines.length).toBeLessThanOrEqual(400);
  });

  it('fails only for images that the steps so far are about', () => {
    const failure = { kind: 'target', message: 'target stage builder could not be found', log: [] } as const;
    const builds = { builder: { ok: false, steps: [], warnings: [], ms: 1, failure } } as const;
    const early = new Play().do('enter', 'build').on(built({}, builds));
    expect(early.state.build?.phase).toBe('built');
    const late = new Play(
      fresh({ progress: { ...emptyProgress(course), resume: { lab: 'basic', step: 'measure' } } }),
    );
    expect(late.do('enter', 'build').on(built({}, builds)).state.build?.phase).toBe('failed');
  });

  it('leaves no step running when it has ended', () => {
    const step = buildStep({ id: '1', instruction: 'RUN npm ci', status: 'running' });
    const play = new Play().do('enter', 'build');
    play.on({ type: 'build-events', lab: 'basic', events: [['production', { type: 'step', step }]] });
    const failure = { kind: 'run', message: 'exit code: 1', log: [] } as const;
    play.on(built({}, { production: { ok: false, steps: [], warnings: [], ms: 1, failure } }));
    expect(play.state.build?.images[0]?.steps[0]?.status).toBe('cancelled');
  });
});
