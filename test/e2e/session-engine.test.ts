import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SessionEngine } from '../../src/commands/session-engine.ts';
import type { Setup } from '../../src/commands/setup.ts';
import { tutorialPorts } from '../../src/commands/tutorial.ts';
import { openWorkspace } from '../../src/course/workspace.ts';
import { ProgressStore } from '../../src/progress/store.ts';
import { initialState } from '../../src/session/initial.ts';
import { Session } from '../../src/session/runtime.ts';
import { shownChecks } from '../../src/session/select.ts';
import type { SessionState } from '../../src/session/state.ts';
import { realCourse } from '../helpers/session.ts';

const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
const real = host.replace(/^unix:\/\//, '');
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
  process.env.DOCKER_HOST = host;
});

/** A socket that leads to the real engine, until it is cut. */
async function line(path: string): Promise<() => void> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const engine = connect(real);
    for (const end of [socket, engine]) {
      open.add(end);
      end.on('error', () => {});
      end.on('close', () => open.delete(end));
    }
    socket.pipe(engine).pipe(socket);
  });
  server.listen(path);
  await once(server, 'listening');
  const cut = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  undo.push(cut);
  return cut;
}

async function until(one: Session, what: string, holds: (state: SessionState) => boolean): Promise<void> {
  const end = Date.now() + 200_000;
  while (!holds(one.state)) {
    if (Date.now() > end)
      throw new Error(`never: ${what}; the engine is ${JSON.stringify(one.state.engine)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens the tutorial on a workspace; it is quit when the test is over. */
function begin(setup: Setup): Session {
  const { course, progress } = setup;
  const state = initialState({
    course,
    progress: progress.read(),
    engine: { kind: 'looking' },
    now: Date.now(),
  });
  const editor = { open: async () => undefined };
  const common = { engine: 'auto', json: false, color: false } as const;
  const session = new Session(state, tutorialPorts(setup, new SessionEngine(course, 'auto'), editor, common));
  undo.push(async () => {
    session.dispatch({ type: 'intent', intent: 'quit' });
    await session.done;
  });
  session.start([{ type: 'find-engine' }]);
  return session;
}

describe.runIf(host.startsWith('unix://'))('a session whose engine goes away', () => {
  it('fails nobody, practises meanwhile, and measures again when it is back', async () => {
    const course = await realCourse();
    const dir = mkdtempSync(join(tmpdir(), 'docker-labs-lost-'));
    undo.push(() => rmSync(dir, { recursive: true, force: true }));
    const socket = join(dir, 'engine.sock');
    process.env.DOCKER_HOST = `unix://${socket}`;
    const cut = await line(socket);

    const workspace = await openWorkspace(join(dir, 'ws'), course);
    await workspace.layOut(['basic']);
    const progress = new ProgressStore(workspace.stateDir, course);
    const session = begin({ course, workspace, progress });
    await until(session, 'the engine is found', ({ engine: one }) => one.kind === 'real');
    session.dispatch({ type: 'intent', intent: 'enter' });

    cut();
    session.dispatch({ type: 'intent', intent: 'build' });
    await until(session, 'the loss is noticed', ({ engine: one }) => one.kind !== 'real');
    await until(session, 'the round ends', ({ build }) => build?.phase !== 'running');
    expect(progress.read().labs.basic?.naive?.status ?? 'open').toBe('open');
    expect(session.state.build?.phase, 'what was to be measured is not predicted instead').toBe('broken');

    rmSync(socket, { force: true });
    await line(socket);
    session.dispatch({ type: 'intent', intent: 'engine' });
    session.dispatch({ type: 'intent', intent: 'retry' });
    await until(session, 'the engine is back', ({ engine: one }) => one.kind === 'real');
    session.dispatch({ type: 'intent', intent: 'back' });
    session.dispatch({ type: 'intent', intent: 'build' });
    await until(session, 'the lab is built', ({ build }) => build?.phase === 'built');
    await until(session, 'it is recorded', (now) => now.progress.labs.basic?.naive?.status === 'pass');

    const naive = { lab: 'basic', step: 'naive' };
    const shown = (one: SessionState) => shownChecks(one, naive).map((check) => [check.basis, check.stale]);
    expect(shown(session.state)).toEqual([['image', false]]);
    session.dispatch({ type: 'intent', intent: 'quit' });
    await session.done;
    const later = begin({ course, workspace, progress });
    later.dispatch({ type: 'intent', intent: 'enter' });
    await until(later, 'what was measured is shown again', ({ labs }) => labs.basic?.before !== undefined);
    await until(later, 'the files are judged', ({ labs }) => labs.basic?.predicted !== undefined);
    expect(shown(later.state), 'measured, on these files').toEqual([['record', false]]);
    appendFileSync(join(workspace.dir, '01-basic', 'Dockerfile.basic'), '# mine\n');
    await until(later, 'the change is seen', ({ labs }) => labs.basic?.changed !== undefined);
    expect(later.state.labs.basic?.before).toBeUndefined();
  });
});
