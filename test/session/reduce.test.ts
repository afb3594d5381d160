import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/session/effects.ts';
import type { Intent, SessionEvent } from '../../src/session/events.ts';
import { initialState } from '../../src/session/initial.ts';
import { nextAction } from '../../src/session/next-action.ts';
import { reduce } from '../../src/session/reduce.ts';
import { chosenCheck, shownChecks } from '../../src/session/select.ts';
import type { EngineState, SessionState } from '../../src/session/state.ts';
import { frameLines } from '../../src/ui/frame-lines.ts';
import { theme } from '../../src/ui/theme.ts';
import {
  buildStep,
  DOCKER,
  emptyProgress,
  NOW,
  ROOT_AT_END,
  realCourse,
  report,
  verdict,
} from '../helpers/session.ts';

const course = await realCourse();
const SECOND = 1000;

/** A session as a list of events: the state at the end, and all that was to be done. */
class Play {
  effects: Effect[] = [];
  now = NOW;
  constructor(public state: SessionState = fresh()) {}
  on(event: SessionEvent, after = SECOND): this {
    this.now += after;
    const turn = reduce(this.state, { ...event, at: this.now });
    this.state = turn.state;
    this.effects.push(...turn.effects);
    return this;
  }
  do(...intents: Intent[]): this {
    for (const intent of intents) this.on({ type: 'intent', intent });
    return this;
  }
  saved(): this {
    return this.on({ type: 'files-changed', lab: 'basic', files: ['Dockerfile.basic'] });
  }
  /** The effects of a type since the last call. */
  take<Type extends Effect['type']>(type: Type): Extract<Effect, { type: Type }>[] {
    const found = this.effects.filter((one): one is Extract<Effect, { type: Type }> => one.type === type);
    this.effects = [];
    return found;
  }
}

function fresh(
  options: { engine?: SessionState['engine']; progress?: SessionState['progress'] } = {},
): SessionState {
  return initialState({
    course,
    progress: options.progress ?? emptyProgress(course),
    engine: options.engine ?? { kind: 'real', info: DOCKER },
    now: NOW,
  });
}

const predicted = (steps = {}) =>
  ({ type: 'judged', lab: 'basic', how: 'predict', report: report(course, { steps }) }) as const;
const built = (steps = {}, builds = {}) =>
  ({
    type: 'judged',
    lab: 'basic',
    how: 'build',
    report: report(course, { engine: DOCKER, steps, builds }),
  }) as const;

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

  it('takes an image built elsewhere for current only when its fingerprint fits', () => {
    const look = (fits: boolean) => {
      const outcome = { ok: true, imageId: 'x', steps: [], warnings: [], ms: 0 } as const;
      const builds = fits ? { production: outcome, baseline: outcome } : {};
      const event = { ...built({}, builds), how: 'look' } as const;
      const play = new Play()
        .do('enter')
        .on({ type: 'image-built', images: [{ name: 'app:production', id: 'sha256:new' }] });
      expect(play.take('judge')).toContainEqual({ type: 'judge', lab: 'basic', how: 'look' });
      play.on(event);
      expect(play.state.notice?.text).toBe('app:production was built elsewhere, and is judged.');
      return { current: play.state.labs.basic?.measured?.current, recorded: play.take('record').length };
    };
    expect(look(true)).toEqual({ current: true, recorded: 1 });
    expect(look(false)).toEqual({ current: false, recorded: 0 });
  });

  it('of several images built elsewhere names the one that the open step is about', () => {
    const images = ['app:naive', 'app:production'].map((name) => ({
      name: `docker.io/library/${name}`,
      id: 'x',
    }));
    const play = new Play().do('enter', 'next-step').on({ type: 'image-built', images });
    expect(play.state.notice?.text).toBe('app:production was built elsewhere; looking at it.');
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

  it('does not look again at the image that it has just judged', () => {
    const play = new Play().do('enter', 'build').on(built());
    play.effects = [];
    const own = { name: 'app:production', id: 'sha256:1' }; // as the fixture's report says
    expect(play.on({ type: 'image-built', images: [own] }).effects).toEqual([]);
  });

  it('looks again when a second image comes, a file is saved meanwhile, or the image is no longer current', () => {
    const own: SessionEvent = {
      type: 'image-built',
      images: [{ name: 'app:production', id: 'sha256:1' }],
    };
    const looks = (play: Play) => play.take('judge').filter((one) => one.how === 'look').length;
    const play = new Play().do('enter').on(own);
    expect(looks(play)).toBe(1);
    expect(looks(play.on({ type: 'image-built', images: [{ name: 'app:builder', id: 'sha256:9' }] }))).toBe(
      1,
    );
    expect(looks(play.saved())).toBe(1);
    const judged = new Play().do('enter', 'build').on(built());
    judged.effects = [];
    expect(looks(judged.on(own))).toBe(0);
    expect(looks(judged.saved().on(own))).toBe(1);
  });

  it('ignores images that are not of the open lab', () => {
    const play = new Play().do('enter');
    play.effects = [];
    expect(play.on({ type: 'image-built', images: [{ name: 'someone/else:1', id: 'x' }] }).effects).toEqual(
      [],
    );
  });

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
