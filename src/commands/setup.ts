import { loadCourse } from '../course/load.ts';
import type { Course, Lab, Step } from '../course/types.ts';
import { findWorkspace, openWorkspace, type Workspace } from '../course/workspace.ts';
import { discoverEngine } from '../engine/discover.ts';
import { explainAttempts } from '../engine/explain.ts';
import type { Engine } from '../engine/types.ts';
import { EngineError, LearnerError } from '../errors.ts';
import { ProgressStore } from '../progress/store.ts';
import type { CommonOptions } from './options.ts';
import { practiceEngineFor } from './practice.ts';

export interface Setup {
  course: Course;
  workspace: Workspace;
  progress: ProgressStore;
}

/**
 * The course, the workspace and its progress, for a command that needs a laid-out workspace.
 *
 * @throws LearnerError `no-workspace` where there is none yet
 */
export async function openSetup(options: Pick<CommonOptions, 'dir' | 'labs'>): Promise<Setup> {
  const dir = await findWorkspace({ cwd: process.cwd(), ...(options.dir ? { dir: options.dir } : {}) });
  const course = await loadCourse(options.labs, { workspace: dir });
  const workspace = await openWorkspace(dir, course);
  if (!(await workspace.exists())) {
    throw new LearnerError(
      'no-workspace',
      `There is no workspace at ${dir}.`,
      'Run docker-labs start first: it lays one out. Or say where it is with --dir.',
    );
  }
  return { course, workspace, progress: new ProgressStore(workspace.stateDir, course) };
}

/**
 * The engine to judge on. With `auto` and no engine to be had, the practice engine, and a notice says so.
 *
 * @param notify gets that notice; it goes to standard error
 * @throws EngineError when an engine was named and is not there
 */
export async function openEngine(
  options: Pick<CommonOptions, 'engine'>,
  course: Course,
  notify: (text: string) => void = (text) => process.stderr.write(`${text}\n`),
): Promise<Engine> {
  if (options.engine === 'practice') return practiceEngineFor(course);
  const found = await discoverEngine({ choice: options.engine });
  if (found.engine) return found.engine;
  const explained = explainAttempts(found.tried);
  if (options.engine !== 'auto') {
    throw new EngineError('engine-absent', explained.summary, explained.tryNext);
  }
  notify(
    `${explained.summary} Judging in the practice engine: what it says is predicted. ${explained.tryNext}`,
  );
  return practiceEngineFor(course);
}

/** As `openEngine`, but a real engine only. */
export async function openRealEngine(options: Pick<CommonOptions, 'engine'>): Promise<Engine> {
  const found = await discoverEngine({ choice: options.engine === 'practice' ? 'auto' : options.engine });
  if (found.engine) return found.engine;
  const explained = explainAttempts(found.tried);
  throw new EngineError('engine-absent', explained.summary, explained.tryNext);
}

/** The lab that the learner named by id, number or folder. */
export function findLab(course: Course, name: string): Lab {
  const lab = course.labs.find(
    (one) => one.id === name || one.folder === name || String(one.number) === name,
  );
  if (lab) return lab;
  const known = course.labs.map((one) => one.id).join(', ');
  throw new LearnerError('usage', `There is no lab "${name}".`, `The labs are: ${known}.`);
}

/** `LAB` or `LAB/STEP`. */
export function findTarget(course: Course, target: string): { lab: Lab; step?: Step } {
  const [labName = '', stepName] = target.split('/');
  const lab = findLab(course, labName);
  if (stepName === undefined) return { lab };
  const step = lab.steps.find((one, index) => one.id === stepName || String(index + 1) === stepName);
  if (step) return { lab, step };
  const known = lab.steps.map((one) => one.id).join(', ');
  throw new LearnerError('usage', `Lab ${lab.id} has no step "${stepName}".`, `Its steps are: ${known}.`);
}
