import { describe, expect, it } from 'vitest';
import { shownChecks } from '../../src/session/select.ts';
import { built, Play, predicted } from '../helpers/play.ts';
import { ROOT_AT_END, realCourse, report, verdict } from '../helpers/session.ts';

const course = await realCourse();

describe('judging', () => {
  it('judges a saved file at once, by prediction', () => {
    const play = new Play().do('enter');
    play.effects = [];
    expect(play.saved().take('judge')).toEqual([{ type: 'judge', lab: 'basic', how: 'predict' }]);
  });

  it('records nothing before the learner has done anything', () => {
    const play = new Play().do('enter').on(predicted({ naive: [ROOT_AT_END] }));
    expect(play.take('record')).toEqual([]);
  });

  it('leaves steps open that the learner has not come to, but takes what holds', () => {
    const play = new Play().do('enter', 'next-step').saved();
    play.on(predicted({ 'two-stages': [ROOT_AT_END], 'non-root': [ROOT_AT_END] }));
    const [record] = play.take('record');
    const ids = record?.report.steps.map((step) => step.id);
    expect(ids).toContain('two-stages');
    expect(ids).toContain('cache-order');
    expect(ids).not.toContain('non-root');
    expect(record?.counts).toBe(false);
  });

  it('counts a build as a try', () => {
    const play = new Play().do('enter', 'build').on(built());
    expect(play.take('record')).toMatchObject([{ counts: true }]);
  });

  it('says that a build runs until that very build is over', () => {
    const play = new Play().do('enter', 'build').saved();
    expect(play.state.labs.basic?.judging).toBe('build');
    play.on(predicted());
    expect(play.state.labs.basic?.judging).toBe('build');
    play.on(built());
    expect(play.state.labs.basic?.judging).toBeUndefined();
  });

  it('shows what was measured while it is current, the prediction once files are saved', () => {
    const play = new Play().do('enter').on(predicted()).do('build').on(built());
    expect(shownChecks(play.state)[0]).toMatchObject({ basis: 'image', stale: false });
    play.saved();
    expect(shownChecks(play.state)[0]).toMatchObject({ basis: 'file' });
  });

  it('keeps a measured verdict, marked stale, where the prediction cannot judge', () => {
    const run = (status: 'pass' | 'unknown') => [verdict({ id: 'run.responds', status })];
    const play = new Play()
      .do('enter', 'build')
      .on(built({ naive: run('pass') }))
      .saved();
    play.on(predicted({ naive: run('unknown') }));
    expect(shownChecks(play.state)[0]).toMatchObject({
      basis: 'image',
      stale: true,
      verdict: { status: 'pass', confidence: 'measured' },
    });
  });

  it('does not take an image for current whose files were saved during its build', () => {
    const play = new Play().do('enter').on(predicted()).do('build').saved().on(built());
    expect(play.state.labs.basic?.measured?.current).toBe(false);
  });

  it('shows what was said of a step until the learner’s program has run again, and records nothing of it', () => {
    const first = report(course, { steps: { 'non-root': [ROOT_AT_END] } });
    const play = new Play()
      .do('enter')
      .saved()
      .on({ type: 'judged', lab: 'basic', how: 'predict', report: first });
    play.saved().take('record');
    const steps = first.steps.filter(({ id }) => id !== 'non-root');
    const early = { ...first, steps, pending: ['non-root'] };
    play.on({ type: 'judged', lab: 'basic', how: 'predict', report: early });
    expect(play.state.labs.basic?.judging).toBe('predict');
    const shown = play.state.labs.basic?.predicted?.report.steps.find(({ id }) => id === 'non-root');
    expect(shown?.checks).toEqual(first.steps.find(({ id }) => id === 'non-root')?.checks);
    expect(play.take('record').flatMap((one) => one.report.steps.map(({ id }) => id))).not.toContain(
      'non-root',
    );
    play.on({ type: 'judged', lab: 'basic', how: 'predict', report: report(course) });
    expect(play.state.labs.basic?.judging).toBeUndefined();
    expect(play.state.labs.basic?.predicted?.report.steps).toEqual(report(course).steps);
  });
});
