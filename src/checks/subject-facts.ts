import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BuildContext } from '../dockerfile/context.ts';
import { openContext } from '../dockerfile/open-context.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Dockerfile } from '../dockerfile/types.ts';
import type { BuildOutcome, BuildWarning, Engine } from '../engine/types.ts';
import { LearnerError, NotJudgeable } from '../errors.ts';
import type { ImageFacts, ImageFiles, ImageLayers } from '../image/types.ts';
import { scanImage } from '../scan/scan.ts';
import type { ScanReport } from '../scan/types.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { type Built, buildSubject } from './build-subject.ts';
import type { KeepRule, RoundMeans } from './facts.ts';
import { knownFiles } from './known-content.ts';
import { lookIntoLayers } from './layers.ts';
import { observe } from './observe.ts';
import { builtByPipeline, runPipelineOf } from './pipeline/subject.ts';
import type { PipelineReport } from './pipeline/types.ts';
import { rebuildTouched } from './rebuild.ts';
import { runSpec } from './run-spec.ts';
import type {
  ImageCurrency,
  LayerSecret,
  RebuildReport,
  RunMode,
  RunReport,
  Subject,
  SubjectFacts,
} from './types.ts';

/** Bytes kept of a file that a check reads: more than a CA bundle or the headers of a program take. */
const KEEP_BYTES = 2 * 1024 * 1024;
const BUILD_FIRST = 'Build it first: docker-labs build, or let check build it.';

/** The facts about one subject. A getter's promise is made once and shared by all who ask. */
export class FactsOnEngine implements SubjectFacts {
  readonly #memo = new Map<string, Promise<unknown>>();
  readonly #means: RoundMeans;
  readonly #keeps: KeepRule[];
  readonly signal: AbortSignal | undefined;

  constructor(
    readonly subject: Subject,
    means: RoundMeans,
    keeps: KeepRule[],
  ) {
    this.#means = means;
    this.signal = means.signal;
    this.#keeps = keeps;
  }

  dockerfile(): Promise<Dockerfile> {
    return this.#once('dockerfile', async () => {
      const { dir, dockerfile } = this.#source();
      return parseDockerfile(await readDockerfile(resolve(dir, dockerfile), dockerfile), dockerfile);
    });
  }

  context(): Promise<BuildContext> {
    return this.#once('context', async () => {
      const { dir, dockerfile } = this.#source();
      return openContext(dir, dockerfile);
    });
  }

  async build(): Promise<BuildOutcome> {
    const { outcome, currency } = await this.#built();
    if (outcome) return outcome;
    throw new NotJudgeable(
      currency === 'stale'
        ? 'The files changed since the image was built.'
        : 'The files as they are now were not built in this round.',
      BUILD_FIRST,
    );
  }

  async currency(): Promise<ImageCurrency> {
    return (await this.#built()).currency;
  }

  warnings(): Promise<BuildWarning[]> {
    return this.#once('warnings', async () => {
      // A prediction has no linter: no warning is no word that there is none.
      if (!this.#engine().real) throw new NotJudgeable('Only a real builder lints.', 'Judge with Docker.');
      const built = await this.#built();
      if (built.outcome && built.currency !== 'current') return built.outcome.warnings;
      if (this.#means.policy === 'never')
        throw new NotJudgeable('It was not built in this round.', BUILD_FIRST);
      // The image was there already: build once more, from the cache, for what BuildKit has to say.
      const again = await buildSubject(this, { ...this.#means, policy: 'always' });
      return again.outcome?.warnings ?? [];
    });
  }

  image(): Promise<ImageFacts> {
    return this.#once('image', async () => {
      const { outcome, ref, image: known } = await this.#built();
      const named = ref ?? this.subject.tag ?? this.subject.name;
      if (outcome && !outcome.ok) {
        // Not 'needs-engine': a Dockerfile that does not build is not judged as if it did.
        throw new NotJudgeable(
          `${sanitiseLine(named)} did not build (see ${this.subject.pipeline ? 'pipeline.pushes' : 'build.succeeds'}): ${sanitiseLine(outcome.failure.message)}`,
          'Make it build first.',
          'image-absent',
        );
      }
      if (known) return known;
      const image = ref === undefined ? undefined : await this.#engine().image(ref, this.#means.signal);
      if (image) return image;
      throw new NotJudgeable(`There is no image ${named} on this engine.`, BUILD_FIRST, 'image-absent');
    });
  }

  files(): Promise<ImageFiles> {
    return this.#once('files', async () => {
      const image = await this.image();
      const wanted = new Set(this.#keeps.flatMap((rule) => rule(image)));
      const keep = (entry: { path: string }) => (wanted.has(entry.path) ? KEEP_BYTES : 0);
      const engine = this.#engine();
      const read = () => engine.files(image.id || image.ref, keep, this.#means.signal);
      return knownFiles(engine, image, wanted, read);
    });
  }

  async layers(): Promise<ImageLayers> {
    return (await this.#archive()).layers;
  }

  async layerSecrets(): Promise<LayerSecret[]> {
    return (await this.#archive()).secrets;
  }

  run(mode: RunMode): Promise<RunReport> {
    return this.#once(`run ${mode}`, async () => {
      const image = await this.image();
      const { runSlot, shared, signal } = this.#means;
      const { subject } = this;
      const report = await shared.once(
        image,
        ['run', mode, subject.run],
        () => runSlot(() => observe({ engine: this.#engine(), image, subject, mode, signal })),
        inTime,
      );
      return { ...report, commandLine: runSpec(image, subject, mode).commandLine };
    });
  }

  rebuild(touch: string, watch: string[]): Promise<RebuildReport> {
    return this.#once(`rebuild ${touch} ${watch.join()}`, async () => {
      await this.image();
      const [dockerfile, context] = await Promise.all([this.dockerfile(), this.context()]);
      const { buildSlot, signal } = this.#means;
      const engine = this.#engine();
      return buildSlot(() =>
        rebuildTouched({ engine, context, dockerfile, subject: this.subject, touch, watch, signal }),
      );
    });
  }

  pipeline(script: string): Promise<PipelineReport> {
    return this.#once(`pipeline ${script}`, () => runPipelineOf(this, script, this.#means));
  }

  scan(): Promise<ScanReport> {
    return this.#once('scan', async () => {
      const image = await this.image();
      const { scanSlot, shared, signal } = this.#means;
      const engine = this.#engine();
      const report = await shared.once(image, ['scan'], () =>
        scanSlot(() => scanImage({ ref: image.ref, engine, mayFetch: false, onProgress: () => {}, signal })),
      );
      return { ...report, image: { ...report.image, name: image.ref, id: image.id || null } };
    });
  }

  workspaceFile(path: string): Promise<string | undefined> {
    return this.#once(`file ${path}`, async () => {
      const { dir } = this.#source();
      return readFile(join(dir, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined;
        throw error;
      });
    });
  }

  #built(): Promise<Built> {
    const { pipeline } = this.subject;
    // In the practice engine it is predicted from its Dockerfile, as any other.
    const byPipeline = pipeline !== undefined && this.#means.engine?.real === true;
    return this.#once('built', () =>
      byPipeline ? builtByPipeline(this, pipeline, this.#means) : buildSubject(this, this.#means),
    );
  }

  #archive() {
    return this.#once('archive', async () => {
      const image = await this.image();
      return lookIntoLayers(this.#engine(), this, image, this.#means.signal);
    });
  }

  #engine(): Engine {
    if (this.#means.engine) return this.#means.engine;
    throw new NotJudgeable('There is no container engine here.', 'Start Docker or Podman.');
  }

  #source(): { dir: string; dockerfile: string } {
    const { contextDir, dockerfile } = this.subject;
    if (contextDir !== undefined && dockerfile !== undefined) return { dir: contextDir, dockerfile };
    throw new NotJudgeable(
      'This reads the Dockerfile, and only an image was given.',
      'Name the Dockerfile with -f, and its folder with --context.',
    );
  }

  #once<T>(key: string, gather: () => Promise<T>): Promise<T> {
    const known = this.#memo.get(key);
    if (known) return known as Promise<T>;
    const made = gather();
    this.#memo.set(key, made);
    return made;
  }
}

/** Larger Dockerfiles BuildKit itself refuses to read. */
const MAX_DOCKERFILE = 4 * 1024 * 1024;

async function readDockerfile(path: string, name: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT'
        ? `There is no ${name} here.`
        : `${name} cannot be read (${code ?? 'unknown reason'}).`;
    throw new LearnerError('bad-file', reason, `Write ${name}, or reset the lab to get the starter back.`, {
      cause: error,
    });
  }
  if (bytes.length <= MAX_DOCKERFILE) return bytes.toString('utf8');
  throw new LearnerError(
    'bad-file',
    `${name} has ${bytes.length} bytes; BuildKit reads 4 MiB at most.`,
    'Is it really the Dockerfile?',
  );
}

/** Did all come that was waited for? */
const inTime = ({ started, exitedEarly, responses, health, stop }: RunReport): boolean =>
  started &&
  !exitedEarly &&
  responses.every(({ status }) => status !== undefined) &&
  health?.status !== 'unhealthy' &&
  health?.status !== 'starting' &&
  !stop?.killed;
