import { Interrupted, NotJudgeable } from '../../errors.ts';
import type { Engine, EngineInfo } from '../types.ts';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import { Fingerprints } from './fingerprints.ts';
import { factsOf, filesOf } from './image.ts';
import { predict } from './predict.ts';
import type { Produce } from './shell/shell.ts';
import type { StageState } from './state.ts';

export interface PracticeOptions {
  /** Default: the one that ships with the program. */
  catalogue?: Catalogue;
  /**
   * What RUN commands produce (`practice.produces` of a lab's manifest), asked for each build by the
   * context's folder and the Dockerfile's name; a plain list counts for every build.
   */
  produces?: readonly Produce[] | ((build: { dir: string; dockerfile: string }) => readonly Produce[]);
  /** Steps that earlier builds made; keep it to predict cached steps beyond one engine's life. */
  cache?: Set<string>;
  /** The images; engines that are given the same ones have each other's. */
  images?: PracticeImages;
}

/** Name or id -> a predicted image. */
export type PracticeImages = Map<string, { tags: string[]; state: StageState }>;

/**
 * The engine that needs no engine: it reads the Dockerfile and its context and predicts the image. It
 * builds nothing, starts nothing and forgets its images when the process ends; what needs a real engine is
 * refused with `NotJudgeable`.
 */
export function createPracticeEngine(options: PracticeOptions = {}): Engine {
  const catalogue = options.catalogue ?? loadCatalogue();
  const fingerprints = new Fingerprints();
  const cache = options.cache ?? new Set<string>();
  const images: PracticeImages = options.images ?? new Map();

  const stored = (ref: string) => images.get(ref) ?? images.get(`${ref}:latest`);

  return {
    kind: 'practice',
    real: false,
    info: async () => engineInfo(catalogue),
    async build(request, onEvent, signal) {
      if (signal?.aborted) throw new Interrupted();
      const { produces } = options;
      const { dir } = request.context;
      const declared =
        typeof produces === 'function' ? produces({ dir, dockerfile: request.dockerfile }) : produces;
      const means = { catalogue, produces: declared ?? [], fingerprints, cache };
      const { outcome, state } = await predict(request, means, onEvent);
      if (outcome.ok && state) {
        const image = { tags: request.tag === undefined ? [] : [request.tag], state };
        images.set(outcome.imageId, image);
        if (request.tag !== undefined) images.set(request.tag, image);
      }
      return outcome;
    },
    async image(ref) {
      const image = stored(ref);
      return image && factsOf(ref, image.tags, image.state);
    },
    async files(ref, keep) {
      const image = stored(ref);
      if (!image)
        throw new NotJudgeable(`Nothing was predicted for ${ref} yet.`, 'Build it first.', 'image-absent');
      return filesOf(image.state.fs, keep);
    },
    save: async () => refuse('Layers exist only once an image is built.'),
    start: async () => refuse('A predicted image cannot be run.'),
    async *events() {},
    ours: async () => [],
    async remove(thing) {
      images.delete(thing.name);
      images.delete(thing.id);
    },
    close: async () => {},
  };
}

function refuse(why: string): never {
  throw new NotJudgeable(
    `${why} This needs an engine.`,
    'Start Docker or Podman and judge again; docker-labs doctor says what it finds.',
  );
}

function engineInfo(catalogue: Catalogue): EngineInfo {
  return {
    kind: 'practice',
    version: `base images of ${catalogue.data.asOf}`,
    apiVersion: '',
    os: 'linux',
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    buildkit: true,
    storage: 'none',
    rootless: true,
    foundBy: 'built in',
    endpoint: '',
    cpus: 0,
    memory: 0,
  };
}
