import { loadCourse } from '../course/load.ts';
import type { Course } from '../course/types.ts';
import { findWorkspace, openWorkspace } from '../course/workspace.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { statusView } from '../plain/status.ts';
import { stepRecord } from '../progress/record.ts';
import { ProgressStore } from '../progress/store.ts';
import { resumePoint } from '../progress/summary.ts';
import type { Place } from '../session/state.ts';
import { capabilities } from '../text/capabilities.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson, warnOfProgress } from './print.ts';
import type { Setup } from './setup.ts';

/**
 * `start [LAB]`: lays out the workspace and opens the screens, at the very step where the learner stopped. Without
 * a terminal it lays out, says where things stand, and how to go on.
 *
 * @returns 0; 130 when a signal ended it
 */
export async function start(options: CommonOptions & { lab?: string }): Promise<ExitCode> {
  const dir = await findWorkspace({ cwd: process.cwd(), ...(options.dir ? { dir: options.dir } : {}) });
  const course = await loadCourse(options.labs, { workspace: dir });
  const workspace = await openWorkspace(dir, course);
  const { created } = await workspace.layOut();
  const progress = new ProgressStore(workspace.stateDir, course);
  const place = options.lab === undefined ? undefined : await placeIn(course, progress, options.lab);
  const setup: Setup = { course, workspace, progress };
  return isInteractive(options) ? interactive(setup, place, options) : plain(setup, place, created, options);
}

/** Ink tests `isRawModeSupported === false`, which piped stdin is not: this is decided before ink is loaded. */
function isInteractive({ json }: CommonOptions): boolean {
  const ci = process.env.CI !== undefined && process.env.CI !== '0' && process.env.CI !== 'false';
  return Boolean(process.stdin.isTTY && process.stdout.isTTY && !ci && process.env.TERM !== 'dumb' && !json);
}

/** A lab by name: at the step where the learner is in it, else its first that does not hold. */
async function placeIn(course: Course, progress: ProgressStore, name: string): Promise<Place> {
  const { findLab } = await import('./setup.ts'); // brings the engines along, which the first frame can do without
  const lab = findLab(course, name);
  const now = progress.read();
  if (now.resume?.lab === lab.id) return resumePoint(course, now);
  const open = lab.steps.find((step) => stepRecord(now, lab.id, step.id).status !== 'pass');
  return { lab: lab.id, step: (open ?? lab.steps[0])?.id ?? '' };
}

async function interactive(
  setup: Setup,
  place: Place | undefined,
  options: CommonOptions,
): Promise<ExitCode> {
  const { openTutorial } = await import('./tutorial.ts');
  return openTutorial(setup, place, options);
}

async function plain(
  { course, workspace, progress }: Setup,
  place: Place | undefined,
  created: string[],
  options: CommonOptions,
): Promise<ExitCode> {
  if (place) await progress.update((before) => ({ ...before, resume: place }));
  else progress.read();
  warnOfProgress(progress);
  const { openEngine } = await import('./setup.ts');
  const notices: string[] = [];
  const engine = await openEngine(options, course, (text) => notices.push(text));
  try {
    const info = await engine.info();
    const now = progress.read();
    if (options.json) {
      printJson({ workspace: workspace.dir, created, engine: info, resume: resumePoint(course, now) });
      return EXIT.ok;
    }
    const found = `Engine: ${info.kind} ${info.version}, found by ${info.foundBy}.`;
    const said = engine.real ? found : (notices[0] ?? 'Engine: the practice engine, as asked for.');
    const status = { course, progress: now, dir: workspace.dir, created, engine: said };
    print(statusView(status, capabilities(process.stdout, options)));
    return EXIT.ok;
  } finally {
    await engine.close();
  }
}
