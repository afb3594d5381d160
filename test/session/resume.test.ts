import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/checks/types.ts';
import type { Attempt } from '../../src/progress/attempt.ts';
import { nextAction } from '../../src/session/next-action.ts';
import { shownChecks } from '../../src/session/select.ts';
import { checkLines } from '../../src/ui/check-lines.ts';
import { theme } from '../../src/ui/theme.ts';
import { built, fresh, Play, predicted } from '../helpers/play.ts';
import { SCREENS } from '../helpers/screens.ts';
import { emptyProgress, NOW, ROOT_AT_END, realCourse, verdict } from '../helpers/session.ts';

const course = await realCourse();
const measured = (change: Partial<Verdict> = {}) =>
  verdict({ id: 'build.succeeds', confidence: 'measured', actual: 'then', ...change });
const guessed = verdict({ id: 'build.succeeds', confidence: 'predicted', actual: 'now' });
const WEEK = 7 * 86_400_000;
const TRIED = { tries: 1, hintsSeen: 0, solutionSeen: false, seconds: 0 };

/** The lab "basic" opened again, its first step judged by prediction and, a week ago, on an engine. */
function resumed(checks: Verdict[], progress = emptyProgress(course)): Play {
  const steps = [{ id: 'naive', status: 'pass' as const, checks }];
  return new Play(fresh({ progress }))
    .do('enter')
    .on(predicted({ naive: [guessed] }))
    .on({ type: 'judged-before', lab: 'basic', before: { steps, at: NOW - WEEK } });
}

const shown = ({ state }: Play) =>
  shownChecks(state).map(({ verdict: { actual, confidence }, basis, stale }) => ({
    actual,
    confidence,
    basis,
    stale,
  }));

describe('a lab that is opened again', () => {
  it('asks what was measured before where something was, and not otherwise', () => {
    const play = new Play().do('enter');
    const attempts = SCREENS.attempts?.(course).state.attempts.basic ?? [];
    const asked = (confidence: Attempt['confidence']) =>
      play
        .on({ type: 'attempts', lab: 'basic', attempts: attempts.map((one) => ({ ...one, confidence })) })
        .take('read-judged-before');
    expect(asked('predicted')).toEqual([]);
    expect(asked('measured')).toEqual([{ type: 'read-judged-before', lab: 'basic' }]);
    play.saved();
    expect(asked('measured'), 'the files are others now').toEqual([]);
  });

  it('shows what was measured on the same files, and not what is predicted of them', () => {
    const play = resumed([measured()]);
    expect(shown(play)).toEqual([{ actual: 'then', confidence: 'measured', basis: 'record', stale: false }]);
    expect(nextAction(play.state).intent, 'building tells nothing new').not.toBe('build');
  });

  it('asks for a build of a step that was not come to then', () => {
    const play = resumed([measured()]).do('next-step');
    expect(play.state.at.step).toBe('two-stages');
    expect(nextAction(play.state).intent).toBe('build');
  });

  it('shows what is predicted where the engine had said nothing', () => {
    const play = resumed([measured({ status: 'unknown' })]);
    expect(shown(play)).toMatchObject([{ actual: 'now', basis: 'file' }]);
  });

  it('says of an older record that it is one, and not that it was judged with the others', () => {
    const progress = emptyProgress(course);
    progress.labs.basic = {
      'two-stages': { ...TRIED, status: 'pass', verdicts: [measured({ id: 'stages.count' })] },
    };
    const play = resumed([measured()], progress).do('next-step');
    const guess = verdict({ id: 'stages.count', status: 'unknown' });
    play.on(predicted({ 'two-stages': [guess] }));
    expect(shown(play)).toMatchObject([{ basis: 'record', stale: true }]);
    const { lines } = checkLines(play.state, theme({ color: false, ascii: false }), 80, () => 'last week');
    expect(lines[0]).toMatch(/ {3}from an earlier session$/);
  });

  it('says what to mend, as measured', () => {
    const fails = measured({ ...ROOT_AT_END, id: 'build.succeeds', confidence: 'measured' });
    const progress = emptyProgress(course);
    progress.labs.basic = { naive: { ...TRIED, status: 'fail', verdicts: [] } };
    const play = resumed([fails], progress);
    expect(nextAction(play.state)).toEqual({
      text: 'Look at build.succeeds: Dockerfile.basic, line 31.',
      intent: 'enter',
    });
  });

  it('forgets it as soon as a file is saved, and for what this session measures', () => {
    expect(shown(resumed([measured()]).saved())).toMatchObject([{ actual: 'now', basis: 'file' }]);
    const play = resumed([measured()]).on(built({ naive: [measured({ actual: 'new' })] }));
    expect(shown(play)).toMatchObject([{ actual: 'new', basis: 'image', stale: false }]);
  });

  it('does not take it for an answer when a file was saved or a round ended meanwhile', () => {
    const late = { steps: [{ id: 'naive', status: 'pass' as const, checks: [measured()] }], at: NOW - WEEK };
    const play = new Play()
      .do('enter')
      .on(predicted({ naive: [guessed] }))
      .saved()
      .on({ type: 'judged-before', lab: 'basic', before: late });
    expect(shown(play)).toMatchObject([{ actual: 'now', basis: 'file' }]);
  });

  it('shows the whole verdict where the progress still has it', () => {
    const whole = measured({ why: 'because', seeIt: 'docker inspect' });
    const progress = emptyProgress(course);
    progress.labs.basic = { naive: { ...TRIED, status: 'pass', verdicts: [whole] } };
    const naive = { lab: 'basic', step: 'naive' };
    const seen = (actual: string) =>
      shownChecks(resumed([measured({ actual, why: '' })], progress).state, naive)[0]?.verdict.seeIt;
    expect([seen('then'), seen('something else')]).toEqual(['docker inspect', undefined]);
  });
});
