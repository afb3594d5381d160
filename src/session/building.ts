import type { LabReport } from '../checks/types.ts';
import type { BuildEvent, BuildStep } from '../engine/types.ts';
import type { Turn } from './effects.ts';
import { building, labOf, neededImages } from './select.ts';
import type { BuildState, ImageBuild, SessionState } from './state.ts';

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
    state: { ...state, build, labs, notice: undefined, scroll: { ...state.scroll, build: 0 } },
    effects: [
      ...(state.engine.kind === 'lost' ? ([{ type: 'find-engine' }] as const) : []),
      { type: 'judge', lab: lab.id, how: 'build' },
    ],
  };
}

/** What the engine told since the last frame, in one go: ten thousand log lines are not ten thousand frames. */
export function buildEvents(
  state: SessionState,
  lab: string,
  events: readonly (readonly [string, BuildEvent])[],
): SessionState {
  if (state.build?.lab !== lab || state.build.phase !== 'running') return state;
  const images = new Map(
    state.build.images.map((image) => [image.name, { ...image, logs: { ...image.logs } }]),
  );
  for (const [name, event] of events) {
    const image = images.get(name) ?? { name, steps: [], logs: {}, transfers: {}, warnings: [] };
    images.set(name, apply(image, event));
  }
  return { ...state, build: { ...state.build, images: [...images.values()] } };
}

function apply(image: ImageBuild, event: BuildEvent): ImageBuild {
  switch (event.type) {
    case 'context':
      return { ...image, context: { sent: event.sent, total: event.total } };
    case 'step':
      return { ...image, steps: placed(image.steps, event.step) };
    case 'log': {
      const before = image.logs[event.stepId] ?? [];
      const lines = [...before, ...event.text.replace(/\n$/, '').split('\n')].slice(-LOG_LINES);
      image.logs[event.stepId] = lines; // the copy of this batch: see buildEvents
      return image;
    }
    case 'transfer': {
      const { current, total } = event;
      return { ...image, transfers: { ...image.transfers, [event.stepId]: { current, total } } };
    }
    case 'warning':
      return { ...image, warnings: [...image.warnings, event.warning] };
  }
}

function placed(steps: BuildStep[], step: BuildStep): BuildStep[] {
  const index = steps.findIndex((one) => one.id === step.id);
  return index < 0 ? [...steps, step] : steps.with(index, step);
}

/** The report has come: the build ended, well or not. What was current and not built again is added. */
export function endBuild(state: SessionState, report: LabReport, at: number): SessionState {
  if (!state.build) return state;
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
    .map(([name, { steps, warnings }]): ImageBuild => ({ name, steps, warnings, logs: {}, transfers: {} }));
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

/** The steps as the outcome has them; what was still running when it ended was cancelled. */
function ended(seen: BuildStep[], told: BuildStep[]): BuildStep[] {
  const known = new Map(told.map((step) => [step.id, step]));
  const merged = seen.map((step): BuildStep => {
    const last = known.get(step.id) ?? step;
    return last.status === 'running' ? { ...last, status: 'cancelled' } : last;
  });
  return [...merged, ...told.filter((step) => !seen.some((one) => one.id === step.id))];
}
