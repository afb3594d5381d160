// What is in an image: its layers and files, and what a scan finds.
import type { Course } from '../../../src/course/types.ts';
import type { Examined } from '../../../src/image/examine.ts';
import type { SessionEvent } from '../../../src/session/events.ts';
import type { Session } from '../../../src/session/runtime.ts';
import { EXAMINED, LAB_IMAGES } from '../lab-images.ts';
import { SCAN_RESULT } from '../scan-result.ts';
import { quietSession } from '../session.ts';
import { intent, judgedStep, type Screens, say } from './step.ts';

/** The images of the lab as they are looked up; those named are read. */
function images(course: Course, read = ['sha256:now', 'sha256:before', 'sha256:naive']): Session {
  return say(
    judgedStep(course),
    ...intent('image'),
    { type: 'images', lab: 'basic', images: LAB_IMAGES },
    ...read.map((key): SessionEvent => ({ type: 'layers-read', key, examined: EXAMINED[key] as Examined })),
  );
}

/** Lab 5's first step, where a scan was asked for. */
function scanned(course: Course, ...events: SessionEvent[]): Session {
  const session = quietSession(course, { place: { lab: 'scan', step: 'report' }, lines: [] });
  return say(session, ...intent('scan'), ...events);
}
const OF_SCAN = { lab: 'scan', tag: 'app:scan' };

export const IMAGES: Screens = {
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
};

export const SCANS: Screens = {
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
};
