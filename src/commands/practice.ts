import { sep } from 'node:path';
import type { Course } from '../course/types.ts';
import { createPracticeEngine, type PracticeOptions } from '../engine/practice/engine.ts';
import type { Engine } from '../engine/types.ts';

/**
 * The practice engine that knows what the RUN steps of this course's labs produce. A build belongs to the
 * lab whose folder its context is in (a workspace's `01-basic`, a starter), else to the one that has a
 * Dockerfile of that name.
 *
 * @param options.catalogue of base images; default: the one that ships with the program
 */
export function practiceEngineFor(
  course: Course,
  options: Pick<PracticeOptions, 'catalogue' | 'images'> = {},
): Engine {
  return createPracticeEngine({
    ...options,
    produces({ dir, dockerfile }) {
      const parts = dir.split(sep);
      const lab =
        course.labs.findLast((one) => parts.includes(one.folder)) ??
        course.labs.find((one) =>
          Object.values(one.manifest.images).some((image) => image.dockerfile === dockerfile),
        );
      return lab?.manifest.practice?.produces ?? [];
    },
  });
}
