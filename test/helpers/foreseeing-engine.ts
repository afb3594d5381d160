import { practiceEngineFor } from '../../src/commands/practice.ts';
import type { Course } from '../../src/course/types.ts';
import { type BuildOutcome, type BuildRequest, type Engine, INPUTS_LABEL } from '../../src/engine/types.ts';
import type { ImageConfig } from '../../src/image/types.ts';
import { canonicalJson } from '../../src/text/canonical.ts';
import { catalogueOf } from './practice-like.ts';

export interface Foreseeing {
  /** Does what the real one does. */
  engine: Engine;
  /** The one that predicts. */
  practice: Engine;
  /** What predictions had wrong: `Dockerfile.go -> app: Config.user is "", predicted "app"`. */
  differences: string[];
  /** How many builds were compared. */
  builds(): number;
}

/**
 * A real engine of which every build is predicted as well: what the prediction had wrong is collected, each field of
 * the configuration by itself. Costs no build, so that whatever the tests build is part of the practice engine's proof.
 */
export async function foreseeing(real: Engine, course: Course): Promise<Foreseeing> {
  const practice = practiceEngineFor(course, await catalogueOf(real));
  const differences: string[] = [];
  let builds = 0;
  const build: Engine['build'] = async (request, onEvent, signal) => {
    const outcome = await real.build(request, onEvent, signal);
    builds += 1;
    const what = `${request.dockerfile} -> ${request.tag ?? outcome.ok}`;
    const found = await compare(real, practice, request, outcome);
    differences.push(...found.map((difference) => `${what}: ${difference}`));
    return outcome;
  };
  const engine = new Proxy(real, {
    get(target, property) {
      if (property === 'build') return build;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { engine, practice, differences, builds: () => builds };
}

async function compare(
  real: Engine,
  practice: Engine,
  request: BuildRequest,
  built: BuildOutcome,
): Promise<string[]> {
  const foreseen = await practice.build(request, () => {});
  if (!built.ok) return foreseen.ok ? missed(built.failure.kind, built) : failureDifferences(built, foreseen);
  if (!foreseen.ok) return [`builds, and was predicted to fail: ${foreseen.failure.message}`];
  const [image, mine] = [await real.image(built.imageId), await practice.image(foreseen.imageId)];
  if (!image || !mine) return ['there is no image'];
  const theirs = real.kind === 'podman' ? asBuildKitWrites(image.config, request) : image.config;
  const open = mine.unknown ?? {};
  return FIELDS.filter((field) => !(field in open)).flatMap((field) => {
    const [predicted, found] = [stable(mine.config[field]), stable(theirs[field])];
    return predicted === found ? [] : [`Config.${field} is ${found}, predicted ${predicted}`];
  });
}

/**
 * Podman's builder signs its images, keeps in them what the cached stages they begin with were labelled with, and leaves
 * a folder of work that nobody set empty, which means the root.
 */
function asBuildKitWrites(config: ImageConfig, request: BuildRequest): ImageConfig {
  const { 'io.buildah.version': _, ...labels } = config.labels;
  if (request.labels?.[INPUTS_LABEL] === undefined) delete labels[INPUTS_LABEL];
  return { ...config, labels, workdir: config.workdir || '/' };
}

/** What a program does in a RUN is foreseen only where it is known; that one fails may come as a surprise. */
function missed(kind: string, built: BuildOutcome): string[] {
  if (kind === 'run' || built.ok) return [];
  return [`fails (${kind}: ${built.failure.message}), and was predicted to build`];
}

type Failed = Extract<BuildOutcome, { ok: false }>;

function failureDifferences({ failure: found }: Failed, { failure: predicted }: Failed): string[] {
  const differences: string[] = [];
  if (found.kind !== predicted.kind)
    differences.push(`fails as ${found.kind} (${found.message}), predicted ${predicted.kind}`);
  // BuildKit does not always know the line.
  if (found.line !== undefined && found.line !== predicted.line)
    differences.push(`fails at line ${found.line}, predicted ${predicted.line}`);
  return differences;
}

/** Every field of an image's configuration. */
const FIELDS = Object.keys({
  user: 0,
  env: 0,
  entrypoint: 0,
  cmd: 0,
  workdir: 0,
  exposedPorts: 0,
  volumes: 0,
  labels: 0,
  stopSignal: 0,
  onbuild: 0,
  healthcheck: 0,
  shell: 0,
  architecture: 0,
  os: 0,
} satisfies Record<keyof ImageConfig, 0>) as (keyof ImageConfig)[];

/** The same text for the same value, whatever the order of its keys. */
const stable = (value: unknown): string => (value === undefined ? 'nothing' : canonicalJson(value));
