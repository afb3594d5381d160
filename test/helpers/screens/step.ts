// What the other screens are reached from: a learner's Dockerfile, and the step that judges it.
import type { Verdict } from '../../../src/checks/types.ts';
import type { Course } from '../../../src/course/types.ts';
import type { SessionEvent } from '../../../src/session/events.ts';
import type { Session } from '../../../src/session/runtime.ts';
import { DOCKER, emptyProgress, NOW, quietSession, ROOT_AT_END, report, verdict } from '../session.ts';

/** A screen's name -> a session that shows it. */
export type Screens = Record<string, (course: Course) => Session>;

export const DOCKERFILE = `# syntax=docker/dockerfile:1
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

/** The session, after the events. */
export const say = (session: Session, ...events: SessionEvent[]): Session => {
  for (const event of events) session.dispatch(event);
  return session;
};
export const intent = (...names: Extract<SessionEvent, { type: 'intent' }>['intent'][]): SessionEvent[] =>
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

/** On the map, after some steps of lab 1; the one of the user is next. */
export function onStep(course: Course): Session {
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

/** On that step again a week after it was built, its files as they were: the program only predicts so far. */
export function resumedStep(course: Course): Session {
  const measured = failing.map(
    (one): Verdict => ({ ...one, status: one.status === 'fail' ? 'fail' : 'pass', confidence: 'measured' }),
  );
  const before = {
    steps: [{ id: 'non-root', status: 'fail' as const, checks: measured }],
    at: NOW - 7 * 86_400_000,
  };
  return say(
    onStep(course),
    ...intent('enter'),
    {
      type: 'judged',
      lab: 'basic',
      how: 'predict',
      report: report(course, { steps: { 'non-root': failing } }),
    },
    { type: 'judged-before', lab: 'basic', before },
    ...intent('pane'),
  );
}

/** On that step, built once; a file saved since then fails by prediction. */
export function judgedStep(course: Course): Session {
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
