import type { Course } from '../course/types.ts';
import { resumePoint } from '../progress/summary.ts';
import type { Progress } from '../progress/types.ts';
import { FIRST_VIEW } from './image-state.ts';
import { NO_SCANS } from './scan-state.ts';
import type { EngineState, Place, SessionState } from './state.ts';

/**
 * A session's first state: the map, with the lab chosen where the learner stopped.
 *
 * @param options.place opens a step at once instead, as `start LAB` asks for
 * @param options.now milliseconds since the epoch
 */
export function initialState(options: {
  course: Course;
  progress: Progress;
  engine: EngineState;
  place?: Place;
  now: number;
}): SessionState {
  const { course, progress, engine, place, now } = options;
  const at = place ?? resumePoint(course, progress);
  return {
    course,
    progress,
    engine,
    screen: place ? 'step' : 'map',
    trail: place ? ['map'] : [],
    at,
    choice: Math.max(
      0,
      course.labs.findIndex((lab) => lab.id === at.lab),
    ),
    stepChoice: 0,
    pane: 'lesson',
    chosen: {},
    line: 0,
    labs: {},
    build: undefined,
    files: {},
    images: {},
    readings: {},
    imageView: FIRST_VIEW,
    attempts: {},
    timeline: {},
    solution: undefined,
    scans: NO_SCANS,
    scroll: {},
    extents: {},
    notice: undefined,
    answer: undefined,
    unsaved: undefined,
    told: [],
    findings: undefined,
    watching: 'off',
    activity: { lastAt: now, unsaved: 0 },
    quitting: false,
  };
}
