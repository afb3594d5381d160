import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SessionEngine } from '../../src/commands/session-engine.ts';
import { tutorialPorts } from '../../src/commands/tutorial.ts';
import type { Lab } from '../../src/course/types.ts';
import { openWorkspace } from '../../src/course/workspace.ts';
import { ProgressStore } from '../../src/progress/store.ts';
import { checklist, labStatus } from '../../src/progress/summary.ts';
import { initialState } from '../../src/session/initial.ts';
import { Session } from '../../src/session/runtime.ts';
import type { SessionState } from '../../src/session/state.ts';
import { Ui } from '../../src/ui/start.tsx';
import { realCourse } from '../helpers/session.ts';
import { KEY, TestTerminal } from '../helpers/terminal.ts';

// A learner without an engine, from the first step to the end screen: real files, watcher, progress and screens.
const course = await realCourse();
const dir = mkdtempSync(join(tmpdir(), 'docker-labs-practice-walk-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const workspace = await openWorkspace(join(dir, 'ws'), course);
await workspace.layOut(course.labs.map(({ id }) => id));
const progress = new ProgressStore(workspace.stateDir, course);
const engine = new SessionEngine(course, 'practice');
const common = { engine: 'practice', json: false, color: false } as const;
const state = initialState({
  course,
  progress: progress.read(),
  engine: { kind: 'looking' },
  now: Date.now(),
});
const terminal = new TestTerminal({ columns: 100, rows: 40 });
const { stdin, stdout } = terminal;
const ui = new Ui({ color: false, ascii: false, stdin, stdout, env: {} });
const session = new Session(state, tutorialPorts({ course, workspace, progress }, engine, ui.editor, common));

async function until(what: string, holds: (state: SessionState) => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds(session.state)) {
    if (Date.now() > end) throw new Error(`never: ${what}\n${await terminal.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Through one lab: the starter is not enough, the finished files are saved, each step is looked at. */
async function walk(lab: Lab): Promise<void> {
  const of = (status: string) => labStatus(lab, session.state.progress) === status;
  await until('the folder is watched', ({ watching }) => watching === 'events');
  await until('the starter is judged', ({ labs }) => labs[lab.id]?.predicted !== undefined);
  expect(of('practised')).toBe(false);
  const labDir = workspace.labDir(lab);
  expect(existsSync(labDir)).toBe(true);
  cpSync(lab.solutionDir, labDir, { recursive: true });
  await until(`${lab.id} is judged as saved`, ({ labs }) => {
    const { judging, predicted } = labs[lab.id] ?? {};
    const fails = predicted?.report.steps.some(({ status }) => status === 'fail' || status === 'error');
    return judging === undefined && fails === false && predicted?.report.steps.length === lab.steps.length;
  });
  for (const [index, step] of lab.steps.entries()) {
    await until(`step ${step.id}`, ({ at }) => at.step === step.id);
    const title = step.title.slice(0, 30).replaceAll(/[^\w ]/g, '.');
    // The title, and no check that is measured or fails.
    await terminal.shows(new RegExp(`^(?![\\s\\S]*[✓✗] [a-z]+\\.[a-z])[\\s\\S]*${title}`));
    if (index < lab.steps.length - 1) terminal.type('n');
  }
  await until(`${lab.id} is practised`, () => of('practised'));
}

it('goes from the first step to the end with everything predicted, and nothing measured', async () => {
  const run = ui.run(session, () => session.start([{ type: 'find-engine' }]));
  await until('the practice engine is in use', (now) => now.engine.kind === 'practice');
  for (const lab of course.labs) {
    await until('the map is there', ({ screen }) => screen === 'map');
    await terminal.shows('Go on with lab');
    while (session.state.choice > lab.number - 1) terminal.type(KEY.up);
    while (session.state.choice < lab.number - 1) terminal.type(KEY.down);
    terminal.type(KEY.enter);
    await until(`${lab.id} opens`, ({ screen, at }) => screen === 'step' && at.lab === lab.id);
    while (session.state.at.step !== lab.steps[0]?.id) terminal.type('p');
    await walk(lab);
    terminal.type('m');
  }
  const verdicts = Object.values(session.state.progress.labs)
    .flatMap((steps) => Object.values(steps))
    .flatMap((step) => step.verdicts);
  expect(new Set(verdicts.map(({ confidence }) => confidence))).toEqual(new Set(['predicted']));
  const builds = verdicts.filter(({ id }) => id === 'build.succeeds');
  expect(new Set(builds.map(({ actual }) => actual))).toEqual(new Set(['it would build']));
  const unknown = new Set(verdicts.filter(({ status }) => status === 'unknown').map(({ id }) => id));
  for (const id of ['run.responds', 'scan.ran', 'health.becomes', 'pipeline.gates'])
    expect(unknown).toContain(id);
  expect(checklist(course, session.state.progress).map(({ status }) => status)).toEqual(
    course.manifest.checklist.map(() => 'practised'),
  );

  await terminal.shows('Every lab is practised. See what you have');
  terminal.type('c');
  const list = await terminal.shows('Checklist');
  for (const { title } of course.manifest.checklist) expect(list).toContain(`◐ ${title}`);
  terminal.type(KEY.esc);
  await until('the map is back', ({ screen }) => screen === 'map');
  terminal.type('F');
  // The map's own line says that every lab is practised, too.
  const end = await terminal.shows('all of it is predicted (◐)');
  expect(end).toContain('Every lab is practised');
  expect(end).toContain('What to learn next');
  expect(end).not.toContain('✓');
  terminal.type('q');
  expect(await run).toBe(0);
}, 300_000);
