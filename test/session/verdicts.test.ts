import { describe, expect, it } from 'vitest';
import { nextAction } from '../../src/session/next-action.ts';
import { chosenCheck } from '../../src/session/select.ts';
import { frameLines } from '../../src/ui/frame-lines.ts';
import { theme } from '../../src/ui/theme.ts';
import { fresh, Play, predicted } from '../helpers/play.ts';
import { emptyProgress, ROOT_AT_END, realCourse, verdict } from '../helpers/session.ts';

const course = await realCourse();

describe('a verdict that blames several lines', () => {
  const line = (file: string, number: number) => ({
    source: 'dockerfile' as const,
    file,
    line: number,
    text: '',
  });
  const two = verdict({
    id: 'cache.order',
    status: 'fail',
    evidence: [line('Dockerfile.basic', 4), line('Dockerfile.naive', 9)],
  });

  it('opens the chosen one, reads every file, and begins with the first', () => {
    const play = new Play()
      .do('enter')
      .on(predicted({ naive: [two] }))
      .do('enter');
    expect(play.take('read-file').map((one) => one.file)).toContain('Dockerfile.naive');
    expect(nextAction(play.state).text).toBe('Open Dockerfile.basic at line 4.');
    expect(play.do('enter').take('open-editor')).toMatchObject([{ file: 'Dockerfile.basic', line: 4 }]);
    play.do('pane');
    expect(nextAction(play.state).text).toBe('Open Dockerfile.naive at line 9.');
    expect(play.do('edit').take('open-editor')).toMatchObject([{ file: 'Dockerfile.naive', line: 9 }]);
    expect(play.do('pane', 'enter').take('open-editor')).toMatchObject([{ line: 4 }]);
    expect(play.do('pane', 'back', 'edit').take('open-editor')).toMatchObject([{ line: 4 }]);
  });
});

describe('the chosen check', () => {
  it('chooses the first check that fails, and keeps the learner’s own choice', () => {
    const checks = [
      verdict({ id: 'a' }),
      verdict({ id: 'b', status: 'warn' }),
      verdict({ id: 'c', status: 'fail' }),
    ];
    const play = new Play().do('enter').on(predicted({ naive: checks }));
    expect(chosenCheck(play.state)).toBe(2);
    expect(chosenCheck(play.do('pane', 'up').state)).toBe(1);
    expect(chosenCheck(play.do('down', 'down', 'down').state)).toBe(2);
  });
});

describe('judging a step that held', () => {
  it('says of a step that held and no longer does since which change', () => {
    const progress = emptyProgress(course);
    progress.labs.basic = {
      'non-root': { status: 'pass', tries: 1, hintsSeen: 0, solutionSeen: false, seconds: 0, verdicts: [] },
    };
    const play = new Play(fresh({ progress })).do('enter').saved();
    play.on(predicted({ 'non-root': [ROOT_AT_END] }));
    expect(play.state.notice?.text).toBe('"Not as root" no longer holds since Dockerfile.basic was saved.');
    expect(play.take('record')).toMatchObject([{ change: { files: ['Dockerfile.basic'] } }]);
  });

  it('names the line that the save changed', () => {
    const progress = emptyProgress(course);
    progress.labs.basic = {
      'non-root': { status: 'pass', tries: 1, hintsSeen: 0, solutionSeen: false, seconds: 0, verdicts: [] },
    };
    const read = (...lines: string[]) =>
      ({ type: 'file-read', lab: 'basic', file: 'Dockerfile.basic', lines }) as const;
    const play = new Play(fresh({ progress })).do('enter').on(read('FROM a', 'USER node', 'CMD x'));
    play.saved().on(read('FROM a', 'USER root', 'CMD x'));
    play.effects = [];
    play.on(predicted({ 'non-root': [ROOT_AT_END] }));
    expect(play.state.notice?.text).toBe(
      '"Not as root" no longer holds since line 2 of Dockerfile.basic was changed.',
    );
    expect(play.take('record')).toMatchObject([{ change: { files: ['Dockerfile.basic'], line: 2 } }]);
  });

  it('leaves standing what the learner’s own key did, until the next key', () => {
    const progress = emptyProgress(course);
    progress.labs.basic = {
      'non-root': { status: 'pass', tries: 1, hintsSeen: 0, solutionSeen: false, seconds: 0, verdicts: [] },
    };
    const play = new Play(fresh({ progress })).do('enter');
    play.on({ type: 'attempt-restored', lab: 'basic', number: 1, backup: '/ws/backups/x' }).saved();
    play.on(predicted({ 'non-root': [ROOT_AT_END] }));
    const plain = theme({ color: false, ascii: false });
    const { foot } = frameLines(play.state, plain, { columns: 80, rows: 24 }, { title: '', aside: '' });
    expect(foot.join('\n')).toContain('The files of attempt 1 are in place. Yours are in /ws/backups/x');
    expect(foot.join('\n')).toContain('"Not as root" no longer holds');
    expect(play.do('down').state).toMatchObject({ answer: undefined, notice: undefined });
  });
});
