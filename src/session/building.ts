import type { LabReport } from '../checks/types.ts';
import type { BuildEvent, BuildStep } from '../engine/types.ts';
import type { Turn } from './effects.ts';
import { building, labOf, neededImages } from './select.ts';
import type { BuildState, ImageBuild, Problem, SessionState } from './state.ts';

/** Lines kept of each step's log: what a screen shows, and room to scroll. */
const LOG_LINES = 400;

/** Starts a build of the open lab; while one runs, only shows it. */
export function startBuild(state: SessionState, at: number): Turn<SessionState> {
  if (building(state)) return { state, effects: [] };
  const lab = labOf(state, state.at.lab);
  const build: BuildState = {
    lab: lab.id,
    phase: 'running',
    startedAt: at,
    practice: state.engine.kind !== 'real',
    images: [],
  };
  const { problem: _, ...kept } = state.labs[lab.id] ?? {};
  const labs = { ...state.labs, [lab.id]: { ...kept, judging: 'build' as const } };
  return {
    state: {
      ...state,
      build,
      labs,
      notice: undefined,
      answer: undefined,
      scroll: { ...state.scroll, build: 0 },
    },
    effects: [
      ...(mayBeBack(state) ? ([{ type: 'find-engine' }] as const) : []),
      { type: 'judge', lab: lab.id, how: 'build' },
    ],
  };
}

/** An engine that was not there, or too slow to answer, may be by now: whoever builds wants to know. */
function mayBeBack({ engine }: SessionState): boolean {
  return engine.kind === 'lost' || (engine.kind === 'practice' && !engine.chosen);
}

/** What the engine told since the last frame, in one go: ten thousand log lines are not ten thousand frames. */
export function buildEvents(
  state: SessionState,
  lab: string,
  events: readonly (readonly [string, BuildEvent])[],
  at: number,
): SessionState {
  if (state.build?.lab !== lab || state.build.phase !== 'running') return state;
  const images = new Map(state.build.images.map((image) => [image.name, image]));
  const imageOf = (name: string) => images.get(name) ?? { name, ...NOTHING_YET };
  for (const [name, event] of events) images.set(name, apply(imageOf(name), event, at));
  for (const [name, logs] of logsOf(events)) images.set(name, withLogs(imageOf(name), logs));
  return { ...state, build: { ...state.build, images: [...images.values()] } };
}

/** Image -> step id -> what was logged: appended in one go, since each line by itself would copy all before it. */
function logsOf(events: readonly (readonly [string, BuildEvent])[]): Map<string, Map<string, string[]>> {
  const all = new Map<string, Map<string, string[]>>();
  for (const [name, event] of events) {
    if (event.type !== 'log') continue;
    const logs = all.get(name) ?? new Map<string, string[]>();
    const lines = logs.get(event.stepId) ?? [];
    lines.push(...event.text.replace(/\n$/, '').split('\n'));
    all.set(name, logs.set(event.stepId, lines));
  }
  return all;
}

function withLogs(image: ImageBuild, added: Map<string, string[]>): ImageBuild {
  const logs = { ...image.logs };
  for (const [id, lines] of added) logs[id] = [...(logs[id] ?? []), ...lines].slice(-LOG_LINES);
  return { ...image, logs };
}

const NOTHING_YET: Omit<ImageBuild, 'name'> = { steps: [], logs: {}, transfers: {}, since: {}, warnings: [] };

function apply(image: ImageBuild, event: BuildEvent, at: number): ImageBuild {
  switch (event.type) {
    case 'plan':
      return { ...image, plan: event.plan };
    case 'context':
      return { ...image, context: { sent: event.sent, total: event.total } };
    case 'step':
      return {
        ...image,
        steps: placed(image.steps, event.step),
        since: event.step.status === 'running' ? { [event.step.id]: at, ...image.since } : image.since,
      };
    case 'log':
      return image; // see logsOf
    case 'transfer': {
      const { stepId, label, current, total } = event;
      const ofStep = { ...image.transfers[stepId], [label]: { current, total } };
      return { ...image, transfers: { ...image.transfers, [stepId]: ofStep } };
    }
    case 'warning':
      return { ...image, warnings: [...image.warnings, event.warning] };
  }
}

function placed(steps: BuildStep[], step: BuildStep): BuildStep[] {
  const index = steps.findIndex((one) => one.id === step.id);
  return index < 0 ? [...steps, step] : steps.with(index, step);
}

/**
 * The report has come: the build ended, well or not. What was current and not built again is added. Where the engine
 * broke in the middle of it, it is broken off with the engine's word.
 */
export function endBuild(state: SessionState, report: LabReport, at: number): SessionState {
  if (!state.build) return state;
  const fault = engineFault(state, report);
  if (fault) return breakOff(state, fault, at);
  const outcomes = Object.entries(report.builds);
  const needed = neededImages(labOf(state, report.lab), state.at);
  const failed = outcomes.some(([name, outcome]) => !outcome.ok && needed.has(name));
  const images = state.build.images.map((image) => {
    const outcome = report.builds[image.name];
    if (!outcome) return image;
    return { ...image, steps: ended(image.steps, outcome.steps), warnings: outcome.warnings };
  });
  const known = new Set(images.map((image) => image.name));
  const others = outcomes
    .filter(([name]) => !known.has(name))
    .map(([name, { steps, warnings }]): ImageBuild => ({ name, ...NOTHING_YET, steps, warnings }));
  return {
    ...state,
    build: {
      ...state.build,
      phase: failed ? 'failed' : 'built',
      endedAt: at,
      images: [...images, ...others],
    },
  };
}

/** A needed image that was neither built nor failed to build: what a check says of the tool that broke meanwhile. */
function engineFault(state: SessionState, report: LabReport): Problem | undefined {
  const lab = labOf(state, report.lab);
  const silent = [...neededImages(lab, state.at)].some(
    (name) => lab.manifest.images[name]?.dockerfile !== undefined && report.builds[name] === undefined,
  );
  const broke = report.steps.flatMap((step) => step.checks).find((check) => check.status === 'error');
  return silent && broke ? { message: broke.actual, tryNext: broke.tryNext } : undefined;
}

/** The build ended before there was a report: stopped by the learner, or with a problem. What ran goes on no more. */
export function breakOff(state: SessionState, problem: Problem | undefined, at: number): SessionState {
  if (state.build?.phase !== 'running') return state;
  const images = state.build.images.map((image) => ({
    ...image,
    steps: image.steps.map(
      (step): BuildStep =>
        step.status === 'running'
          ? { ...step, status: 'cancelled', ms: at - (image.since[step.id] ?? at) }
          : step,
    ),
  }));
  const phase = problem ? 'broken' : 'stopped';
  return {
    ...state,
    build: { ...state.build, images, phase, endedAt: at, ...(problem ? { problem } : {}) },
  };
}

/** The steps as the outcome has them; what was still running when it ended was cancelled. */
function ended(seen: BuildStep[], told: BuildStep[]): BuildStep[] {
  const known = new Map(told.map((step) => [step.id, step]));
  const merged = seen.map((step): BuildStep => {
    const last = known.get(step.id) ?? step;
    return last.status === 'running' ? { ...last, status: 'cancelled' } : last;
  });
  return [...merged, ...told.filter((step) => !seen.some((one) => one.id === step.id))];
}
