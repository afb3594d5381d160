// The screen of a build: while it runs, and as it can end.
import type { Course } from '../../../src/course/types.ts';
import { parseDockerfile } from '../../../src/dockerfile/parse.ts';
import { buildPlan } from '../../../src/dockerfile/plan.ts';
import { resolveStages } from '../../../src/dockerfile/resolve.ts';
import type { BuildEvent } from '../../../src/engine/types.ts';
import type { SessionEvent } from '../../../src/session/events.ts';
import type { Session } from '../../../src/session/runtime.ts';
import { buildStep, DOCKER, report } from '../session.ts';
import { DOCKERFILE, intent, judgedStep, type Screens, say } from './step.ts';

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

export const BUILDS: Screens = {
  building,
  'building, pulls a base': pulling,
  'building, sends too much': sending,
  'build stopped': stoppedBuild,
  'build failed': failedBuild,
};
