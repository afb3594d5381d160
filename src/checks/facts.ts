import type { BuildEvent, Engine, EngineInfo } from '../engine/types.ts';
import { LearnerError } from '../errors.ts';
import type { ImageFacts } from '../image/types.ts';
import { limit } from './limit.ts';
import type { Registry } from './pipeline/registry.ts';
import { SharedFacts } from './shared-facts.ts';
import { FactsOnEngine } from './subject-facts.ts';
import type { Round, Subject, SubjectFacts } from './types.ts';

/**
 * `never` judges what is there; `cached` too, and finds out from the engine's cache whether an image without our
 * fingerprint is of the files as they are; `auto` builds what is stale; `always` builds.
 */
export type BuildPolicy = 'auto' | 'never' | 'cached' | 'always';

/** Absolute paths in the image whose content a check reads, known once the image is. */
export type KeepRule = (image: ImageFacts) => string[];

/**
 * Which images to remove when a build has taken the name of another one.
 *
 * @param subject name of the subject that was built
 * @param before id of the image that has lost its name
 * @param now id of the new one
 * @returns ids; images that have names of their own, or are not ours, stay whatever it says
 */
export type Superseded = (subject: string, before: string, now: string) => Promise<string[]>;

export interface GatherOptions {
  subjects: Subject[];
  /** Absent: only what the Dockerfile says can be judged. */
  engine?: Engine | undefined;
  info?: EngineInfo | undefined;
  build?: BuildPolicy;
  /** Subject name -> whose content its one file listing keeps. */
  keeps?: ReadonlyMap<string, KeepRule[]>;
  onBuildEvent?: ((image: string, event: BuildEvent) => void) | undefined;
  /** Absent: the one that has lost its name. */
  superseded?: Superseded | undefined;
  /** A registry for pipelines that somebody else opens and closes. */
  registry?: (() => Promise<Registry>) | undefined;
  /** What other rounds have seen of the same images; without it each round sees for itself. */
  shared?: SharedFacts | undefined;
  signal?: AbortSignal | undefined;
  /** ISO date; default: today. */
  today?: string | undefined;
}

/** What all subjects of one round share. */
export interface RoundMeans {
  engine: Engine | undefined;
  /** The engine's storage driver or image store. */
  storage: string | undefined;
  policy: BuildPolicy;
  onBuildEvent: (image: string, event: BuildEvent) => void;
  superseded: Superseded;
  registry: (() => Promise<Registry>) | undefined;
  shared: SharedFacts;
  signal: AbortSignal | undefined;
  /** One build at a time: their events stay readable, and BuildKit shares its cache anyway. */
  buildSlot: ReturnType<typeof limit>;
  /** Two containers at a time: more would disturb each other's timing. */
  runSlot: ReturnType<typeof limit>;
  /** One scan at a time: two would wait for each other's lock on the scanner's cache, and fail. */
  scanSlot: ReturnType<typeof limit>;
}

/**
 * The facts of one judging round: gathered on first use, each at most once, shared by all checks,
 * independent ones side by side.
 */
export function gatherFacts(options: GatherOptions): Round {
  const means: RoundMeans = {
    engine: options.engine,
    storage: options.info?.storage,
    policy: options.build ?? 'auto',
    onBuildEvent: options.onBuildEvent ?? (() => {}),
    superseded: options.superseded ?? (async (_, before) => [before]),
    registry: options.registry,
    shared: options.shared ?? new SharedFacts(),
    signal: options.signal,
    buildSlot: limit(1),
    runSlot: limit(2),
    scanSlot: limit(1),
  };
  const facts = new Map<string, SubjectFacts>(
    options.subjects.map((subject) => [
      subject.name,
      new FactsOnEngine(subject, means, options.keeps?.get(subject.name) ?? []),
    ]),
  );
  return {
    engine: options.info,
    today: options.today ?? new Date().toISOString().slice(0, 10),
    subject(name) {
      const found = facts.get(name);
      if (found) return found;
      throw new LearnerError(
        'bad-course',
        `There is no image "${name}" here.`,
        `Images that are: ${[...facts.keys()].join(', ') || 'none'}.`,
      );
    },
  };
}
