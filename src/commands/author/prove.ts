import { openRegistry, type Registry } from '../../checks/pipeline/registry.ts';
import { judgeLab } from '../../checks/round.ts';
import { SharedFacts } from '../../checks/shared-facts.ts';
import type { LabReport } from '../../checks/types.ts';
import type { Course, Lab } from '../../course/types.ts';
import type { Engine } from '../../engine/types.ts';
import { solutionFaults, starterFaults, wrongFaults } from './expectations.ts';
import { type Answer, layAnswer } from './lay-answer.ts';

/** Set behind the tags of images that a proof builds, so that it never takes the learner's names. */
const SUFFIX = '-author';

/** More proofs at a time on one engine would disturb each other's timing. */
export const PROOFS_AT_A_TIME = 2;

/**
 * Judges one answer and says what is not as it must be; an empty list proves it.
 *
 * @param engine a real one, or the practice engine for a prediction
 * @param slot makes the tags of proofs that run at the same time differ
 */
export async function proveAnswer(
  course: Course,
  lab: Lab,
  answer: Answer,
  engine: Engine,
  { slot = 0, signal }: { slot?: number; signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  const { labDir, remove } = await layAnswer(course, lab, answer);
  try {
    const shared = sharedByProofs(engine, signal);
    const report = await judgeLab({ lab: withOwnTags(lab, slot), labDir, engine, ...shared, signal });
    if (engine.real) await removeImages(lab, report, engine);
    const faults = faultsOf(lab, answer, report, engine);
    return faults.length > 0 ? [...faults, ...logsOfFailures(report)] : [];
  } finally {
    await remove();
  }
}

function faultsOf(lab: Lab, answer: Answer, report: LabReport, engine: Engine): string[] {
  if (answer === 'starter') return starterFaults(lab, report);
  return answer === 'solution'
    ? solutionFaults(report, engine.real)
    : wrongFaults(report, answer, engine.real);
}

/** What a step said before it failed, which the verdict leaves to the build view: at most this many lines an image. */
const LOG_LINES = 8;

function logsOfFailures({ builds }: LabReport): string[] {
  return Object.entries(builds).flatMap(([image, build]) =>
    build.ok ? [] : build.failure.log.slice(-LOG_LINES).map((line) => `${image}: ${line}`),
  );
}

/** One registry for all proofs of pipelines on an engine: what it has got already is not sent again. */
const registries = new WeakMap<Engine, Promise<Registry>>();
const seen = new WeakMap<Engine, SharedFacts>();

/** What proofs on one engine share, as options of `judgeLab`; `removeShared` ends it. */
export function sharedByProofs(engine: Engine, signal?: AbortSignal) {
  const shared = seen.get(engine) ?? new SharedFacts();
  seen.set(engine, shared);
  const registry = () => {
    const open = registries.get(engine) ?? openRegistry(engine, signal);
    registries.set(engine, open);
    return open;
  };
  return { registry, shared };
}

/**
 * The lab with other tags for its images, so that a proof never takes the learner's. A baseline is the same for
 * all answers, and has one tag.
 */
export function withOwnTags(lab: Lab, slot = 0): Lab {
  const images = Object.fromEntries(
    Object.entries(lab.manifest.images).map(([name, image]) => {
      const tag = `${image.tag.includes(':') ? image.tag : `${image.tag}:latest`}${SUFFIX}`;
      return [name, { ...image, tag: image.from === 'starter' || slot === 0 ? tag : `${tag}-${slot}` }];
    }),
  );
  return { ...lab, manifest: { ...lab.manifest, images } };
}

/** Removes what was judged. Baselines stay for the next answer of the lab: they are the same each time. */
export async function removeImages(lab: Lab, report: LabReport, engine: Engine): Promise<void> {
  for (const [name, { tag }] of Object.entries(report.images)) {
    if (lab.manifest.images[name]?.from !== 'starter') await removeTag(tag, engine);
  }
}

/** Removes what the proofs of a lab shared in a real engine: its baselines, and the registry. */
export async function removeShared(lab: Lab, engine: Engine): Promise<void> {
  const registry = await registries.get(engine)?.catch(() => undefined);
  registries.delete(engine);
  seen.delete(engine);
  await registry?.close();
  for (const { from, tag } of Object.values(withOwnTags(lab).manifest.images)) {
    if (from === 'starter') await removeTag(tag, engine);
  }
}

/** By tag, not by id: the learner's own image may be the very same one, and must stay. */
async function removeTag(tag: string, engine: Engine): Promise<void> {
  await engine.remove({ type: 'image', id: tag, name: tag }).catch(() => undefined);
}
