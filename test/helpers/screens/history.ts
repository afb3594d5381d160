// What became of a lab: its attempts, the finished answer, its end.
import type { Course } from '../../../src/course/types.ts';
import type { Attempt } from '../../../src/progress/attempt.ts';
import type { Session } from '../../../src/session/runtime.ts';
import { diffFile } from '../../../src/text/diff.ts';
import { LAB_IMAGES } from '../lab-images.ts';
import { emptyProgress, NOW, quietSession } from '../session.ts';
import { DOCKERFILE, intent, judgedStep, type Screens, say } from './step.ts';

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

export const HISTORY: Screens = {
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
};
