import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeLab } from '../checks/round.ts';
import type { Lab } from '../course/types.ts';
import { engineFindings } from '../doctor/engine.ts';
import { editorFinding, folderFinding, terminalFinding } from '../doctor/terminal.ts';
import { clientFinding, scannerFinding } from '../doctor/tools.ts';
import type { ExitCode } from '../errors.ts';
import { initialState } from '../session/initial.ts';
import { entering } from '../session/navigate.ts';
import type { EditorPort, JudgePort, SessionPorts, WorkspacePort } from '../session/ports.ts';
import { Session } from '../session/runtime.ts';
import type { Place } from '../session/state.ts';
import { watcher } from '../session/watch.ts';
import { capabilities } from '../text/capabilities.ts';
import { sanitise } from '../text/sanitise.ts';
import { Ui } from '../ui/start.tsx';
import type { CommonOptions } from './options.ts';
import { SessionEngine } from './session-engine.ts';
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
  const ui = new Ui({ color, ascii });
  const engine = new SessionEngine(course, options.engine);
  const state = initialState({
    course,
    progress: progress.read(),
    engine: { kind: 'looking' },
    ...(place ? { place } : {}),
    now: Date.now(),
  });
  const session = new Session(state, tutorialPorts(setup, engine, ui.editor, options));
  const running = ui.run(session);
  session.start([{ type: 'find-engine' }, ...(place ? entering(state) : [])]);
  return running;
}

/** The real ports of a session. */
export function tutorialPorts(
  setup: Setup,
  engine: SessionEngine,
  editor: EditorPort,
  options: CommonOptions,
): SessionPorts {
  const { workspace, progress } = setup;
  return {
    judge: judgePort(setup, engine),
    progress,
    engine,
    workspace: workspacePort(setup),
    watch: watcher,
    editor,
    now: Date.now,
    doctor: async () =>
      (
        await Promise.all([
          engineFindings(options.engine),
          clientFinding(),
          scannerFinding(),
          folderFinding(workspace.dir),
          terminalFinding(),
          editorFinding(),
        ])
      ).flat(),
  };
}

function judgePort({ workspace }: Setup, engine: SessionEngine): JudgePort {
  return {
    judge: async ({ lab, how, onBuildEvent, signal }) =>
      judgeLab({
        lab,
        labDir: workspace.labDir(lab),
        engine: how === 'predict' ? engine.practice() : engine.best(),
        build: how === 'look' ? 'never' : 'auto',
        onBuildEvent,
        signal,
      }),
  };
}

function workspacePort({ workspace }: Setup): WorkspacePort {
  return {
    labDir: (lab) => workspace.labDir(lab),
    reset: (lab) => workspace.reset(lab),
    lines: async (lab: Lab, file) => {
      const text = await readFile(join(workspace.labDir(lab), file), 'utf8').catch(() => '');
      return sanitise(text.slice(0, MAX_FILE)).split('\n');
    },
  };
}
