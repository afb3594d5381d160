// Every screen, in a state worth looking at.
import type { Course } from '../../src/course/types.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { buildPlan } from '../../src/dockerfile/plan.ts';
import { resolveStages } from '../../src/dockerfile/resolve.ts';
import type { BuildEvent } from '../../src/engine/types.ts';
import type { Examined } from '../../src/image/examine.ts';
import type { Attempt } from '../../src/progress/attempt.ts';
import type { SessionEvent } from '../../src/session/events.ts';
import type { Session } from '../../src/session/runtime.ts';
import { diffFile } from '../../src/text/diff.ts';
import { EXAMINED, LAB_IMAGES } from './lab-images.ts';
import { SCAN_RESULT } from './scan-result.ts';
import {
  buildStep,
  DOCKER,
  emptyProgress,
  NOW,
  quietSession,
  ROOT_AT_END,
  report,
  verdict,
} from './session.ts';

const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM node:24-alpine AS builder
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-alpine AS deps
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24-alpine AS production
WORKDIR /app
COPY --from=builder /app/dist ./dist
COPY --from=deps /app/node_modules ./node_modules
COPY package.json ./
RUN addgroup -S -g 1001 nodejs && \\
    adduser -S -u 1001 -G nodejs nodejs

# the learner was here


# and here



EXPOSE 3000

USER root
CMD ["node", "dist/server.js"]`.split('\n');

const say = (session: Session, ...events: SessionEvent[]): Session => {
  for (const event of events) session.dispatch(event);
  return session;
};
const intent = (...names: Extract<SessionEvent, { type: 'intent' }>['intent'][]): SessionEvent[] =>
  names.map((name) => ({ type: 'intent', intent: name }));

const NON_ROOT = { lab: 'basic', step: 'non-root' };
const failing = [
  ROOT_AT_END,
  verdict({ id: 'user.exists', actual: 'root is in /etc/passwd' }),
  verdict({
    id: 'run.user',
    status: 'unknown',
    required: false,
    actual: 'This needs a container.',
    tryNext: 'Build first.',
  }),
];

function onStep(course: Course): Session {
  const progress = emptyProgress(course);
  const record = {
    status: 'pass' as const,
    tries: 1,
    hintsSeen: 0,
    solutionSeen: false,
    seconds: 100,
    verdicts: [],
  };
  progress.labs.basic = Object.fromEntries(
    ['naive', 'two-stages', 'cache-order'].map((step) => [step, { ...record }]),
  );
  progress.labs.basic.artefacts = { ...record, status: 'practised' };
  progress.sizes.basic = {
    baseline: { first: 1.12e9, latest: 1.12e9 },
    production: { first: 1.12e9, latest: 148e6 },
  };
  progress.resume = NON_ROOT;
  return quietSession(course, { progress, lines: DOCKERFILE });
}

function judgedStep(course: Course): Session {
  return say(
    onStep(course),
    ...intent('enter'),
    { type: 'judged', lab: 'basic', how: 'build', report: report(course, { engine: DOCKER }) },
    { type: 'files-changed', lab: 'basic', files: ['Dockerfile.basic'] },
    {
      type: 'judged',
      lab: 'basic',
      how: 'predict',
      report: report(course, { steps: { 'non-root': failing } }),
    },
  );
}

const LOG = [
  'npm error code EUSAGE',
  'npm error',
  'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
  'npm error Missing: nanoid@5.1.6 from lock file',
];

const planOf = (lines: string[], target?: string) =>
  buildPlan(resolveStages(parseDockerfile(lines.join('\n'), 'Dockerfile.basic'), target ? { target } : {}));
/** What the engine tells of one image's build. */
const told = (lab: string, ...events: (BuildEvent | undefined)[]): SessionEvent => ({
  type: 'build-events',
  lab,
  events: events.flatMap((event) => (event ? [['production', event] as [string, BuildEvent]] : [])),
});
const planned = (lines: string[]): BuildEvent | undefined => {
  const plan = planOf(lines);
  return plan && { type: 'plan', plan };
};
const step = (change: Parameters<typeof buildStep>[0]): BuildEvent => ({
  type: 'step',
  step: buildStep(change),
});

function building(course: Course): Session {
  const [first, last] = [{ stage: 'builder' }, { stage: 'production', status: 'waiting' as const }];
  return say(
    judgedStep(course),
    ...intent('build'),
    told(
      'basic',
      planned(DOCKERFILE),
      { type: 'context', sent: 38_000, total: 38_000 },
      step({ id: '0', internal: true, name: '[internal] load build definition from Dockerfile.basic' }),
      step({
        ...first,
        id: '1',
        internal: true,
        name: '[builder 1/6] FROM docker.io/library/node:24-alpine',
        status: 'cached',
      }),
      step({ ...first, id: '2', instruction: 'WORKDIR /app', line: 3, status: 'cached' }),
      step({
        ...first,
        id: '3',
        instruction: 'COPY package.json package-lock.json ./',
        line: 4,
        status: 'done',
        ms: 130,
      }),
      step({ ...first, id: '4', instruction: 'RUN npm ci', line: 5, status: 'running' }),
      step({ ...first, id: '5', instruction: 'COPY . .', line: 6, status: 'waiting' }),
      step({ ...first, id: '6', instruction: 'RUN npm run build', line: 7, status: 'waiting' }),
      step({ ...last, id: '7', instruction: 'COPY --from=builder /app/dist ./dist', line: 16 }),
      ...LOG.map((text): BuildEvent => ({ type: 'log', stepId: '4', text })),
    ),
  );
}

/** A base image on its way, beside stages that are over. */
function pulling(course: Course): Session {
  const layer = (label: string, current: number): BuildEvent => ({
    type: 'transfer',
    stepId: '1',
    label,
    current,
    total: 40e6,
  });
  return say(
    judgedStep(course),
    ...intent('build'),
    told(
      'basic',
      planned(DOCKERFILE),
      { type: 'context', sent: 1_200_000, total: 48e6 },
      step({
        id: '1',
        internal: true,
        name: '[builder 1/6] FROM docker.io/library/node:24-alpine',
        stage: 'builder',
        status: 'running',
      }),
      layer('sha256:aa', 40e6),
      layer('sha256:bb', 12e6),
    ),
  );
}

/** A context on its way that was never meant to be this large. */
function sending(course: Course): Session {
  const message =
    'The build context is 2.15 GB; the largest file is dump.bin (2.15 GB). What the build does not need belongs into .dockerignore.';
  return say(
    judgedStep(course),
    ...intent('build'),
    told('basic', { type: 'warning', warning: { rule: 'LargeContext', message } }, planned(DOCKERFILE), {
      type: 'context',
      sent: 26e6,
      total: 2.15e9,
    }),
  );
}

function stoppedBuild(course: Course): Session {
  return say(building(course), {
    type: 'judge-failed',
    lab: 'basic',
    how: 'build',
    cause: 'interrupted',
    problem: { message: 'interrupted', tryNext: '' },
  });
}

function failedBuild(course: Course): Session {
  const step = buildStep({
    id: '4',
    stage: 'builder',
    instruction: 'RUN npm ci',
    line: 5,
    status: 'failed',
    ms: 3100,
  });
  return say(building(course), {
    type: 'judged',
    lab: 'basic',
    how: 'build',
    report: report(course, {
      engine: DOCKER,
      builds: {
        production: {
          ok: false,
          steps: [step],
          warnings: [
            { rule: 'FromAsCasing', message: "'as' and 'FROM' keywords' casing do not match", line: 2 },
          ],
          ms: 4000,
          failure: {
            kind: 'run',
            message: 'process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
            line: 5,
            stepId: '4',
            exitCode: 1,
            log: LOG,
          },
        },
      },
    }),
  });
}

/** The images of the lab as they are looked up; those named are read. */
function images(course: Course, read = ['sha256:now', 'sha256:before', 'sha256:naive']): Session {
  return say(
    judgedStep(course),
    ...intent('image'),
    { type: 'images', lab: 'basic', images: LAB_IMAGES },
    ...read.map((key): SessionEvent => ({ type: 'layers-read', key, examined: EXAMINED[key] as Examined })),
  );
}

/** An attempt at lab 1 in which the first `held` steps held, and that of the user did not until all did. */
function attempt(
  course: Course,
  [number, minutes, held, dockerfile, size]: readonly [number, number, number, string, number],
): Attempt {
  const all = course.labs.find((lab) => lab.id === 'basic')?.steps ?? [];
  const steps = all.flatMap(({ id, checks }, index) => {
    const holds = held === all.length || (id !== 'non-root' && index < held);
    if (!holds && id !== 'non-root') return [];
    return [{ id, checks: checks.map((one) => ({ id: one.id, status: holds ? 'pass' : 'fail' }) as const) }];
  });
  return {
    formatVersion: 1,
    number,
    previous: '0'.repeat(64),
    at: new Date(NOW - minutes * 60_000).toISOString(),
    course: { id: 'docker-labs', version: '1.0.0' },
    lab: 'basic',
    confidence: 'measured',
    asked: true,
    steps,
    verdicts: '0'.repeat(64),
    images: [{ name: 'production', tag: 'app:production', id: `sha256:${number}`, size }],
    builds: [],
    files: [{ path: 'Dockerfile.basic', sha256: dockerfile.repeat(64), bytes: 10 }],
    leftOut: 0,
  };
}

const ATTEMPTS = [
  [1, 9 * 24 * 60, 2, 'a', 560e6],
  [2, 40, 3, 'a', 560e6],
  [3, 12, 5, 'b', 152e6],
  [4, 2, 8, 'c', 128e6],
] as const;
const tried = (course: Course, session: Session, attempts: typeof ATTEMPTS | [] = ATTEMPTS): Session =>
  say(session, { type: 'attempts', lab: 'basic', attempts: attempts.map((one) => attempt(course, one)) });
const ENDS_AS_ROOT = DOCKERFILE.join('\n');
const ENDS_AS_NODE = ENDS_AS_ROOT.replace('USER root', 'USER nodejs');
const DIFF = [
  diffFile('Dockerfile.basic', ENDS_AS_ROOT, ENDS_AS_NODE),
  diffFile('package.json', '{}\n', '{}\n'),
];

/** The last step of a lab that holds as a whole. */
function heldLab(course: Course): Session {
  const progress = emptyProgress(course);
  const steps = course.labs.find((lab) => lab.id === 'basic')?.steps ?? [];
  const record = { tries: 1, hintsSeen: 1, solutionSeen: false, seconds: 200, verdicts: [] };
  progress.labs.basic = Object.fromEntries(
    steps.map((step) => [step.id, { ...record, status: 'pass' as const }]),
  );
  progress.sizes.basic = {
    baseline: { first: 1.12e9, latest: 1.12e9 },
    production: { first: 560e6, latest: 128e6 },
  };
  progress.resume = { lab: 'basic', step: steps.at(-1)?.id ?? '' };
  return say(quietSession(course, { progress, lines: DOCKERFILE }), ...intent('enter'));
}
/** Lab 5's first step, where a scan was asked for. */
function scanned(course: Course, ...events: SessionEvent[]): Session {
  const session = quietSession(course, { place: { lab: 'scan', step: 'report' }, lines: [] });
  return say(session, ...intent('scan'), ...events);
}
const OF_SCAN = { lab: 'scan', tag: 'app:scan' };

/** Every lab done, and the screen behind the last one. */
function courseAtItsEnd(course: Course): Session {
  const progress = emptyProgress(course);
  const record = { status: 'pass' as const, tries: 1, hintsSeen: 0, solutionSeen: false, seconds: 300 };
  for (const { id, steps } of course.labs)
    progress.labs[id] = Object.fromEntries(steps.map((one) => [one.id, { ...record, verdicts: [] }]));
  return say(quietSession(course, { progress }), ...intent('finish'));
}

/** A pipeline whose scanner's word does not stop the push. */
function pipelineVerdict(course: Course): Session {
  const row = (title: string, right: boolean, pushed: 'done' | 'open') => ({
    title,
    right,
    stages: [
      { name: 'build' as const, outcome: 'done' as const, ms: 1200 },
      { name: 'scan' as const, outcome: right ? ('done' as const) : ('failed' as const), ms: 100 },
      { name: 'push' as const, outcome: pushed, ...(pushed === 'done' ? { ms: 300, says: '2 tags' } : {}) },
    ],
  });
  const gates = verdict({
    id: 'pipeline.gates',
    status: 'fail',
    expected: 'an image in which something was found is not pushed',
    actual: 'it was pushed with 2 tags',
    evidence: [{ source: 'file', file: 'build.sh', line: 9, text: 'docker push "$IMAGE:$TAG" || true' }],
    stages: [row('nothing found', true, 'done'), row('vulnerable image', false, 'done')],
  });
  const lab = course.labs.find(({ id }) => id === 'pipeline');
  const steps = (lab?.steps ?? []).map(({ id }) => ({ id, status: 'fail' as const, checks: [gates] }));
  const session = quietSession(course, { place: { lab: 'pipeline', step: 'gates' }, lines: [] });
  const judged = { ...report(course, { engine: DOCKER }), lab: 'pipeline', steps };
  return say(session, { type: 'judged', lab: 'pipeline', how: 'build', report: judged }, ...intent('enter'));
}

/** Screen name -> a session that shows it. */
export const SCREENS: Record<string, (course: Course) => Session> = {
  'map, first time': (course) => quietSession(course),
  map: onStep,
  step: judgedStep,
  steps: (course) => say(judgedStep(course), ...intent('steps')),
  'step, checks chosen': (course) => say(judgedStep(course), ...intent('pane')),
  verdict: (course) => say(judgedStep(course), ...intent('enter')),
  building,
  'building, pulls a base': pulling,
  'building, sends too much': sending,
  'build stopped': stoppedBuild,
  'build failed': failedBuild,
  hint: (course) => say(judgedStep(course), ...intent('hint')),
  checklist: (course) => say(onStep(course), ...intent('checklist')),
  help: (course) => say(judgedStep(course), ...intent('help')),
  'engine, none': (course) =>
    say(
      quietSession(course, {
        engine: {
          kind: 'practice',
          reason: 'No container engine was found (9 places tried).',
          tryNext: 'Start Docker Desktop, or install an engine: https://docs.docker.com/engine/install/',
          tried: ['/var/run/docker.sock: no such socket', '/run/podman/podman.sock: no such socket'],
          chosen: false,
        },
      }),
      ...intent('engine'),
      {
        type: 'findings',
        findings: [
          { id: 'client', status: 'ok', found: 'Docker version 28.5.2, buildx v0.29.1' },
          { id: 'editor', status: 'note', found: 'neither VISUAL nor EDITOR is set', fix: 'Set EDITOR.' },
        ],
      },
    ),
  engine: (course) => say(onStep(course), ...intent('engine')),
  'image, looking': (course) => say(judgedStep(course), ...intent('image')),
  'image, none': (course) =>
    say(judgedStep(course), ...intent('image'), { type: 'images', lab: 'basic', images: [] }),
  'image, reading': (course) =>
    say(images(course, []), { type: 'layers-progress', key: 'sha256:now', bytes: 60e6 }),
  image: (course) => images(course),
  'image, files': (course) => say(images(course), ...intent('pane', 'enter', 'down', 'enter')),
  "image, a layer's files": (course) => say(images(course), ...intent('enter')),
  'image, summary': (course) => say(images(course), ...intent('pane', 'pane')),
  'image, against the build before': (course) => say(images(course), ...intent('against')),
  'image, against the baseline': (course) => say(images(course), ...intent('against', 'against')),
  'solution, not yet': (course) => say(tried(course, judgedStep(course)), ...intent('solution')),
  'solution, of a lab that holds': (course) =>
    say(heldLab(course), ...intent('solution'), {
      type: 'solution',
      solution: { lab: 'basic', files: DIFF, why: '**Three stages.** One ships.' },
    }),
  'attempts, none': (course) => say(tried(course, judgedStep(course), []), ...intent('timeline')),
  attempts: (course) => say(tried(course, judgedStep(course)), ...intent('timeline')),
  'an attempt': (course) =>
    say(tried(course, judgedStep(course)), ...intent('timeline', 'down', 'enter'), {
      type: 'attempt-read',
      attempt: { number: 3, files: DIFF },
    }),
  'bring back?': (course) => say(tried(course, judgedStep(course)), ...intent('timeline', 'down', 'restore')),
  'end of the lab': (course) =>
    say(tried(course, heldLab(course)), ...intent('next-step'), {
      type: 'images',
      lab: 'basic',
      images: LAB_IMAGES,
    }),
  'scan running': (course) =>
    scanned(course, { type: 'scan-progress', ...OF_SCAN, text: 'trivy: Downloading vulnerability DB...' }),
  scan: (course) => scanned(course, { type: 'scanned', ...OF_SCAN, result: SCAN_RESULT }),
  'scan, to the end': (course) =>
    say(
      scanned(course, { type: 'scanned', ...OF_SCAN, result: SCAN_RESULT }),
      { type: 'extent', key: 'scan', extent: { lines: 40, height: 12 } },
      ...intent('end'),
    ),
  'scan not possible': (course) =>
    scanned(course, {
      type: 'scan-failed',
      ...OF_SCAN,
      problem: {
        message: 'Trivy could not load its vulnerability database: there is no way to its server from here.',
        tryNext: 'Scan once with a network: the database is kept, and later scans do with it.',
      },
    }),
  'verdict, a pipeline': pipelineVerdict,
  'end of the course': courseAtItsEnd,
  'run?': (course) =>
    say(quietSession(course, { place: { lab: 'pipeline', step: 'gates' }, lines: [] }), ...intent('build')),
  'reset?': (course) => say(judgedStep(course), ...intent('reset')),
};
