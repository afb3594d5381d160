// Every screen, in a state worth looking at.
import type { Course } from '../../src/course/types.ts';
import type { Session } from '../../src/session/runtime.ts';
import { BUILDS } from './screens/builds.ts';
import { HISTORY } from './screens/history.ts';
import { IMAGES, SCANS } from './screens/images.ts';
import { intent, judgedStep, onStep, resumedStep, type Screens, say } from './screens/step.ts';
import { DOCKER, emptyProgress, quietSession, report, verdict } from './session.ts';

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
export const SCREENS: Screens = {
  'map, first time': (course) => quietSession(course),
  map: onStep,
  step: judgedStep,
  'step, resumed': resumedStep,
  steps: (course) => say(judgedStep(course), ...intent('steps')),
  'step, checks chosen': (course) => say(judgedStep(course), ...intent('pane')),
  verdict: (course) => say(judgedStep(course), ...intent('enter')),
  ...BUILDS,
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
  ...IMAGES,
  ...HISTORY,
  ...SCANS,
  'verdict, a pipeline': pipelineVerdict,
  'end of the course': courseAtItsEnd,
  'run?': (course) =>
    say(quietSession(course, { place: { lab: 'pipeline', step: 'gates' }, lines: [] }), ...intent('build')),
  'reset?': (course) => say(judgedStep(course), ...intent('reset')),
};
