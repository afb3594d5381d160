import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import hyperlinks from 'supports-hyperlinks';
import type { Lab } from '../course/types.ts';
import type { Finding } from '../doctor/types.ts';
import type { EngineChoice } from '../engine/choice.ts';
import type { ExitCode } from '../errors.ts';
import type { Effect } from '../session/effects.ts';
import { initialState } from '../session/initial.ts';
import { entering } from '../session/navigate.ts';
import type { EditorPort, JudgePort, SessionPorts, WatchPort, WorkspacePort } from '../session/ports.ts';
import { Session } from '../session/runtime.ts';
import type { Place } from '../session/state.ts';
import { capabilities } from '../text/capabilities.ts';
import { sanitise } from '../text/sanitise.ts';
import { Ui } from '../ui/start.tsx';
import { AttemptRecorder } from './attempt-recorder.ts';
import type { CommonOptions } from './options.ts';
import { warnOfProgress } from './print.ts';
import { SessionEngine } from './session-engine.ts';
import { sessionAttempts, solutionAgainst } from './session-history.ts';
import { sessionImages } from './session-images.ts';
import { sessionScan } from './session-scan.ts';
import type { Setup } from './setup.ts';

/** A file of a lab that is longer is none that a learner wrote. */
const MAX_FILE = 1_000_000;

/** Opens the screens: wires the session to the real engine, files, progress, editor and terminal. */
export async function openTutorial(
  setup: Setup,
  place: Place | undefined,
  options: CommonOptions,
): Promise<ExitCode> {
  const { course, progress } = setup;
  const { color, ascii } = capabilities(process.stdout, options);
  const ui = new Ui({ color, ascii, links: hyperlinks.supportsHyperlink(process.stdout) });
  const engine = new SessionEngine(course, options.engine);
  const state = initialState({
    course,
    progress: progress.read(),
    engine: { kind: 'looking' },
    ...(place ? { place } : {}),
    now: Date.now(),
  });
  const session = new Session(state, tutorialPorts(setup, engine, ui.editor, options));
  const first: Effect[] = [{ type: 'find-engine' }, ...(place ? entering(state) : [])];
  const code = await ui.run(session, () => {
    session.start(first);
    void import('../checks/round.ts'); // at hand when the first file is saved
    void import('../session/watch.ts');
  });
  warnOfProgress(progress);
  return code;
}

/**
 * The real ports of a session. What the first frame can do without (engines, checks, the watcher) is loaded when it
 * is first asked for.
 */
export function tutorialPorts(
  setup: Setup,
  engine: SessionEngine,
  editor: EditorPort,
  options: CommonOptions,
): SessionPorts {
  const { workspace, progress } = setup;
  const attempts = new AttemptRecorder(setup);
  return {
    judge: judgePort(setup, engine, attempts),
    progress,
    attempts: sessionAttempts(setup, attempts),
    engine,
    images: sessionImages(setup, engine, attempts.store),
    scan: sessionScan(setup, engine),
    workspace: workspacePort(setup),
    watch: lazyWatcher,
    editor,
    now: Date.now,
    doctor: () => examine(options.engine, workspace.dir),
  };
}

function judgePort({ workspace }: Setup, engine: SessionEngine, attempts: AttemptRecorder): JudgePort {
  return {
    judge: async ({ lab, how, onBuildEvent, onEarly, signal }) => {
      const { judgeLab } = await import('../checks/round.ts');
      if (how !== 'predict') await attempts.begin(lab, how === 'build');
      return judgeLab({
        lab,
        labDir: workspace.labDir(lab),
        engine: how === 'predict' ? await engine.prediction() : await engine.best(),
        build: how === 'look' ? 'cached' : 'auto',
        onBuildEvent,
        onEarly: how === 'predict' ? onEarly : undefined,
        superseded: attempts.superseded(lab),
        signal,
      });
    },
  };
}

function workspacePort(setup: Setup): WorkspacePort {
  const { workspace } = setup;
  return {
    solution: (lab) => solutionAgainst(setup, lab),
    labDir: (lab) => workspace.labDir(lab),
    reset: (lab) => workspace.reset(lab),
    lines: async (lab: Lab, file) => {
      const text = await readFile(join(workspace.labDir(lab), file), 'utf8').catch(() => '');
      return sanitise(text.slice(0, MAX_FILE)).split('\n');
    },
  };
}

/** Watches once the watcher is loaded; `stop` waits for that. */
const lazyWatcher: WatchPort = {
  watch(dir, onChange, onState, since = Date.now()) {
    const stop = import('../session/watch.ts').then(({ watcher }) =>
      watcher.watch(dir, onChange, onState, since),
    );
    return async () => (await stop)();
  },
};

/** What `docker-labs doctor` says, for the screen. */
async function examine(choice: EngineChoice, dir: string): Promise<Finding[]> {
  const [{ engineFindings }, terminal, tools] = await Promise.all([
    import('../doctor/engine.ts'),
    import('../doctor/terminal.ts'),
    import('../doctor/tools.ts'),
  ]);
  const findings = await Promise.all([
    engineFindings(choice),
    tools.clientFinding(),
    tools.scannerFinding(),
    terminal.folderFinding(dir),
    terminal.terminalFinding(),
    terminal.editorFinding(),
  ]);
  return findings.flat();
}
