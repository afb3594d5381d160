// A session of the real course, with states that a screen is looked at in.
import { fileURLToPath } from 'node:url';
import type { LabReport, Verdict } from '../../src/checks/types.ts';
import { loadCourse } from '../../src/course/load.ts';
import type { Course } from '../../src/course/types.ts';
import type { BuildOutcome, BuildStep, EngineInfo } from '../../src/engine/types.ts';
import { NotJudgeable } from '../../src/errors.ts';
import type { Progress } from '../../src/progress/types.ts';
import { initialState } from '../../src/session/initial.ts';
import type { SessionPorts } from '../../src/session/ports.ts';
import { Session } from '../../src/session/runtime.ts';
import type { EngineState, Place } from '../../src/session/state.ts';

export const NOW = Date.parse('2026-11-23T14:02:11Z');

let loaded: Promise<Course> | undefined;
/** The course that ships. */
export function realCourse(): Promise<Course> {
  loaded ??= loadCourse(fileURLToPath(new URL('../../labs', import.meta.url)));
  return loaded;
}

export function emptyProgress(course: Course): Progress {
  const at = '2026-11-14T10:00:00.000Z';
  const { id, version } = course.manifest;
  return {
    formatVersion: 1,
    createdAt: at,
    updatedAt: at,
    course: { id, version },
    labs: {},
    sizes: {},
  };
}

export const DOCKER: EngineInfo = {
  kind: 'docker',
  version: '28.5.2',
  apiVersion: '1.51',
  os: 'linux',
  architecture: 'amd64',
  buildkit: true,
  storage: 'overlay2',
  rootless: false,
  foundBy: '/var/run/docker.sock',
  endpoint: 'unix:///var/run/docker.sock',
  cpus: 8,
  memory: 16e9,
};

export function verdict(change: Partial<Verdict> & Pick<Verdict, 'id'>): Verdict {
  return {
    status: 'pass',
    required: true,
    confidence: 'predicted',
    expected: 'what is asked for',
    actual: 'what is there',
    evidence: [],
    why: 'It matters.',
    tryNext: 'Change it.',
    ...change,
  };
}

/** As judging the step "Not as root" says it, of a Dockerfile that ends with USER root. */
export const ROOT_AT_END: Verdict = verdict({
  id: 'user.nonroot',
  status: 'fail',
  expected: 'a user other than root',
  actual: 'root',
  evidence: [
    { source: 'dockerfile', file: 'Dockerfile.basic', line: 31, text: 'USER root' },
    { source: 'image', image: 'app:production', path: 'Config.User', text: 'root' },
  ],
  why: 'A process that runs as root in the container is root on the host as soon as it gets out: one fault of the runtime, one mount too many.',
  tryNext: 'Make an account in the last stage and switch to it with USER after the last RUN.',
  seeIt: "docker inspect -f '{{.Config.User}}' app:production",
});

/** A report on the lab "basic" in which each step passes unless told otherwise. */
export function report(
  course: Course,
  options: {
    engine?: EngineInfo;
    steps?: Record<string, Verdict[]>;
    builds?: Record<string, BuildOutcome>;
  } = {},
): LabReport {
  const lab = course.labs.find((one) => one.id === 'basic');
  if (!lab) throw new Error('no lab basic');
  const engine = options.engine ?? { ...DOCKER, kind: 'practice', version: '' };
  const confidence = engine.kind === 'practice' ? 'predicted' : 'measured';
  const steps = lab.steps.map((step) => {
    const given = options.steps?.[step.id];
    const checks = (given ?? step.checks.map((check) => verdict({ id: check.id }))).map((one) => ({
      ...one,
      confidence: confidence as Verdict['confidence'],
    }));
    const failed = checks.some((one) => one.status === 'fail' && one.required);
    const status = failed ? 'fail' : checks.some((one) => one.status === 'unknown') ? 'unknown' : 'pass';
    return { id: step.id, status: status as Verdict['status'], checks };
  });
  return {
    lab: 'basic',
    status: steps.some((step) => step.status === 'fail') ? 'fail' : 'pass',
    steps,
    builds: options.builds ?? {},
    images:
      confidence === 'measured'
        ? {
            production: { tag: 'app:production', id: 'sha256:1', size: 148e6 },
            baseline: { tag: 'app:naive', id: 'sha256:2', size: 1.12e9 },
          }
        : {},
    engine,
  };
}

export function buildStep(change: Partial<BuildStep> & Pick<BuildStep, 'id'>): BuildStep {
  return { name: change.instruction ?? change.id, internal: false, status: 'done', inputs: [], ...change };
}

/** A session whose ports answer nothing by themselves: a test says what happens, with `dispatch`. */
export function quietSession(
  course: Course,
  options: {
    progress?: Progress;
    engine?: EngineState;
    place?: Place;
    lines?: string[];
  } = {},
): Session {
  let progress = options.progress ?? emptyProgress(course);
  const state = initialState({
    course,
    progress,
    engine: options.engine ?? { kind: 'real', info: DOCKER },
    ...(options.place ? { place: options.place } : {}),
    now: NOW,
  });
  const ports: SessionPorts = {
    attempts: {
      record: async () => undefined,
      list: () => new Promise(() => {}),
      judgedBefore: () => new Promise(() => {}),
      files: () => new Promise(() => {}),
      restore: () => new Promise(() => {}),
    },
    judge: { judge: () => new Promise(() => {}) },
    progress: {
      read: () => progress,
      update: async (change) => {
        progress = change(progress);
        return progress;
      },
      flush: async () => progress,
      warnings: [],
      saveProblem: undefined,
    },
    engine: {
      find: () => new Promise(() => {}),
      async *events() {},
      close: async () => {},
    },
    images: { ofLab: () => new Promise(() => {}), layers: () => new Promise(() => {}) },
    scan: { scan: () => new Promise(() => {}) },
    workspace: {
      labDir: (lab) => lab.starterDir,
      lines: async () => options.lines ?? [],
      solution: () => new Promise(() => {}),
      reset: async () => {
        throw new NotJudgeable('not here', 'not here');
      },
    },
    watch: { watch: () => async () => {} },
    editor: { open: async () => undefined },
    doctor: () => new Promise(() => {}),
    now: () => NOW,
  };
  return new Session(state, ports);
}
