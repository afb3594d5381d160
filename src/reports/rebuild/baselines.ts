import { gatherFacts } from '../../checks/facts.ts';
import { labSubjects } from '../../checks/subjects.ts';
import type { Lab } from '../../course/types.ts';
import type { Engine } from '../../engine/types.ts';
import { Interrupted } from '../../errors.ts';

/** The name of an image that is built of the starter: the same for all submissions, and it stays. */
export function baselineTag(lab: Lab, image: string): string {
  return `docker-labs-grade:${lab.id}-${image}`.toLowerCase();
}

/** Engine -> lab -> its baselines being built, so that it is done once. */
const building = new WeakMap<Engine, Map<string, Promise<void>>>();

/**
 * Builds what a lab's submissions are compared with, unless it is there. One that does not build is no error here:
 * the checks that need it will say so.
 *
 * @throws Interrupted
 */
export function buildBaselines(lab: Lab, engine: Engine, signal: AbortSignal): Promise<void> {
  const known = building.get(engine) ?? new Map<string, Promise<void>>();
  building.set(engine, known);
  const under = known.get(lab.id) ?? build(lab, engine, signal);
  known.set(lab.id, under);
  return under;
}

async function build(lab: Lab, engine: Engine, signal: AbortSignal): Promise<void> {
  const subjects = labSubjects(lab, lab.starterDir)
    .filter(({ name }) => lab.manifest.images[name]?.from === 'starter')
    .map((subject) => ({ ...subject, tag: baselineTag(lab, subject.name) }));
  const round = gatherFacts({ subjects, engine, build: 'auto', signal });
  for (const { name } of subjects) {
    try {
      await round.subject(name).build();
    } catch (error) {
      if (error instanceof Interrupted) throw error;
    }
  }
}
