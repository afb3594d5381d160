import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SessionEngine } from '../../src/commands/session-engine.ts';
import { tutorialPorts } from '../../src/commands/tutorial.ts';
import { openWorkspace } from '../../src/course/workspace.ts';
import { ProgressStore } from '../../src/progress/store.ts';
import { initialState } from '../../src/session/initial.ts';
import type { EditorPort } from '../../src/session/ports.ts';
import { Session } from '../../src/session/runtime.ts';
import { shownChecks } from '../../src/session/select.ts';
import type { SessionState } from '../../src/session/state.ts';
import { realCourse } from '../helpers/session.ts';

const course = await realCourse();
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** A session as `start` wires it, in a workspace of its own, on the practice engine. */
async function session(options: { editor?: EditorPort['open']; dir?: string } = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'docker-labs-session-'));
  if (!options.dir) undo.push(() => rmSync(dir, { recursive: true, force: true }));
  const workspace = await openWorkspace(join(dir, 'ws'), course);
  await workspace.layOut(['basic']);
  const progress = new ProgressStore(workspace.stateDir, course);
  const common = { engine: 'practice', json: false, color: false } as const;
  const engine = new SessionEngine(course, 'practice');
  const editor: EditorPort = { open: options.editor ?? (async () => undefined) };
  const state = initialState({
    course,
    progress: progress.read(),
    engine: { kind: 'looking' },
    now: Date.now(),
  });
  const made = new Session(state, tutorialPorts({ course, workspace, progress }, engine, editor, common));
  undo.push(async () => {
    made.dispatch({ type: 'intent', intent: 'quit' });
    await made.done;
  });
  made.start([{ type: 'find-engine' }]);
  const file = join(dir, 'ws', '01-basic', 'Dockerfile.basic');
  const saved = () =>
    JSON.parse(
      readFileSync(join(dir, 'ws', '.docker-labs', 'progress.json'), 'utf8'),
    ) as SessionState['progress'];
  return { dir, session: made, file, saved };
}

/** Waits until the state is so; fails with what was waited for. */
async function until(one: Session, what: string, holds: (state: SessionState) => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds(one.state)) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const status = (state: SessionState, id: string) =>
  shownChecks(state).find((one) => one.verdict.id === id)?.verdict.status;

describe('a session on real files', () => {
  it('judges what is saved, records it, and resumes at the very step', async () => {
    const { dir, session: first, file, saved } = await session();
    first.dispatch({ type: 'intent', intent: 'enter' });
    first.dispatch({ type: 'intent', intent: 'next-step' });
    await until(first, 'the starter is judged', (state) => status(state, 'stages.count') === 'fail');
    await until(first, 'the folder is watched', (state) => state.watching !== 'off');
    expect(saved().labs.basic?.['two-stages']?.status ?? 'open').toBe('open');

    writeFileSync(file, readFileSync(new URL('../../solutions/01-basic/Dockerfile.basic', import.meta.url)));
    await until(first, 'the solution is judged', (state) => status(state, 'stages.count') === 'pass');
    await until(
      first,
      'it is recorded',
      (state) => state.progress.labs.basic?.['two-stages']?.status === 'practised',
    );

    writeFileSync(file, 'FROM node:24-alpine AS only\n');
    await until(
      first,
      'the step reopens',
      (state) => state.progress.labs.basic?.['two-stages']?.status === 'fail',
    );
    expect(first.state.notice?.text).toMatch(/no longer holds since (line 1 of )?Dockerfile.basic was/);

    first.dispatch({ type: 'intent', intent: 'quit' });
    expect(await first.done).toBe(0);
    expect(saved().resume).toEqual({ lab: 'basic', step: 'two-stages' });
    expect(saved().labs.basic?.['two-stages']).toMatchObject({ status: 'fail', tries: 0 });

    const { session: second } = await session({ dir });
    expect(second.state.at).toEqual({ lab: 'basic', step: 'two-stages' });
  });

  it('builds in the practice engine: steps are walked, a try counts', async () => {
    const { session: one, saved } = await session();
    one.dispatch({ type: 'intent', intent: 'enter' });
    one.dispatch({ type: 'intent', intent: 'build' });
    await until(one, 'the build ends', (state) => state.build?.phase === 'built');
    expect(one.state.build?.practice).toBe(true);
    expect(one.state.build?.images.flatMap((image) => image.steps).length).toBeGreaterThan(3);
    await until(one, 'it is recorded', (state) => (state.progress.labs.basic?.naive?.tries ?? 0) === 1);
    expect(saved().labs.basic?.naive?.status).toBe('practised');
  });

  it('opens the editor at the line that is blamed', async () => {
    const opened: [string, number | undefined][] = [];
    const { session: one, file } = await session({
      editor: async (path, line) => {
        opened.push([path, line]);
        return undefined;
      },
    });
    one.dispatch({ type: 'intent', intent: 'enter' });
    one.dispatch({ type: 'intent', intent: 'next-step' });
    await until(one, 'the starter is judged', (state) => status(state, 'stages.count') === 'fail');
    one.dispatch({ type: 'intent', intent: 'edit' });
    await until(one, 'the editor opens', () => opened.length === 1);
    expect(opened).toEqual([[file, expect.any(Number)]]);
  });

  it('records hints, and resets a lab into a backup', async () => {
    const { session: one, file, saved } = await session();
    one.dispatch({ type: 'intent', intent: 'enter' });
    one.dispatch({ type: 'intent', intent: 'hint' });
    await until(one, 'the hint is recorded', (state) => state.progress.labs.basic?.naive?.hintsSeen === 1);
    one.dispatch({ type: 'intent', intent: 'back' });
    writeFileSync(file, 'FROM mine\n');
    one.dispatch({ type: 'intent', intent: 'reset' });
    one.dispatch({ type: 'intent', intent: 'yes' });
    await until(one, 'it is reset', (state) => state.answer?.text.includes('backups') === true);
    expect(readFileSync(file, 'utf8')).not.toContain('FROM mine');
    const [, backup] = /Yours are in (\S+)/.exec(one.state.answer?.text ?? '') ?? [];
    expect(existsSync(join(backup ?? '', 'Dockerfile.basic'))).toBe(true);
    expect(readFileSync(join(backup ?? '', 'Dockerfile.basic'), 'utf8')).toBe('FROM mine\n');
    await until(one, 'hints stay seen', () => saved().labs.basic?.naive?.hintsSeen === 1);
  });

  it('says what cannot be saved, and goes on', async () => {
    const { session: one, dir } = await session();
    rmSync(join(dir, 'ws', '.docker-labs'), { recursive: true, force: true });
    writeFileSync(join(dir, 'ws', '.docker-labs'), 'a file where the folder was');
    one.dispatch({ type: 'intent', intent: 'enter' });
    await until(one, 'it is said', (state) => state.unsaved !== undefined);
    expect(one.state.unsaved).toMatch(/not saved.*(EEXIST|ENOTDIR)/);
    expect(one.state.screen).toBe('step');
    one.dispatch({ type: 'intent', intent: 'back' });
    expect(one.state.unsaved).toMatch(/not saved/);
    rmSync(join(dir, 'ws', '.docker-labs'));
    one.dispatch({ type: 'intent', intent: 'enter' });
    await until(one, 'it is saved', (state) => state.unsaved === undefined);
  });

  it('saves on leaving what could not be saved before', async () => {
    const { session: one, dir, saved } = await session();
    rmSync(join(dir, 'ws', '.docker-labs'), { recursive: true, force: true });
    writeFileSync(join(dir, 'ws', '.docker-labs'), 'a file where the folder was');
    one.dispatch({ type: 'intent', intent: 'enter' });
    await until(one, 'it is said', (state) => state.unsaved !== undefined);
    rmSync(join(dir, 'ws', '.docker-labs'));
    one.dispatch({ type: 'intent', intent: 'quit' });
    expect(await one.done).toBe(0);
    expect(saved().resume).toEqual({ lab: 'basic', step: 'naive' });
  });
});
