import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildContext } from '../dockerfile/context.ts';
import { openContext } from '../dockerfile/open-context.ts';
import type { Dockerfile } from '../dockerfile/types.ts';
import {
  type BuildEvent,
  type BuildFailure,
  type BuildStep,
  type Engine,
  OUR_LABEL,
} from '../engine/types.ts';
import { Interrupted, LearnerError, NotJudgeable } from '../errors.ts';
import type { RebuildReport, Subject } from './types.ts';
import { stageName } from './view.ts';
import { type WatchedPart, watchedParts } from './watched-parts.ts';

interface Rebuild {
  engine: Engine;
  context: BuildContext;
  dockerfile: Dockerfile;
  subject: Subject;
  /** Source file to change, relative to the context. */
  touch: string;
  /** Texts of the RUN steps to look at. */
  watch: string[];
  signal: AbortSignal | undefined;
}

/** What builds leave on the engine. */
interface Traces {
  /** Names and ids. */
  images: Set<string>;
  /** Was a build stopped before its end? */
  stopped: boolean;
}

/** A watched step that runs is known not to be cached: nobody waits for its end longer than this. Milliseconds. */
const PATIENCE = 400;
/** How long after a build was stopped its image may still come. Milliseconds. */
const LATE = 300;

/**
 * Builds a temporary copy of the context twice, the second time with a line added to one source file, and
 * reports which of the watched steps the second build took from the cache; all of that once more, if not all were. Each
 * stage is built up to its last watched step only: what comes after it (the compiler) costs time and says nothing. The
 * learner's files stay as they are; copies and images are removed.
 */
export async function rebuildTouched(rebuild: Rebuild): Promise<RebuildReport> {
  const { engine, touch, dockerfile, subject, watch } = rebuild;
  if (!engine.real) {
    throw new NotJudgeable('Only a real engine has a build cache.', 'Judge with Docker or Podman.');
  }
  const root = await mkdtemp(join(tmpdir(), 'docker-labs-rebuild-'));
  const tag = `docker-labs-rebuild:${randomBytes(6).toString('hex')}`;
  const traces: Traces = { images: new Set(), stopped: false };
  try {
    const parts = watchedParts(dockerfile, subject.target, watch);
    const steps = await Promise.all(
      parts.map(async (part, index) => {
        const dir = join(root, String(index));
        const build = await layPart(rebuild, part, { dir, tag: `${tag}-${index}` }, traces);
        const once = async () => {
          await build();
          const undo = await touchFile(dir, touch);
          const steps = stepsOf(await build(part.lines), dockerfile, part);
          await undo();
          return steps;
        };
        const steps = await once();
        // Once more before anybody is blamed: where others build the same at the same time, BuildKit now and then finds
        // one's results only the next time. A step in the wrong place runs again each time.
        return steps.every(({ watched, cached }) => cached || !watched) ? steps : once();
      }),
    );
    return { touched: touch, steps: steps.flat() };
  } finally {
    await rm(root, { recursive: true, force: true });
    // An engine that was just about to make the image makes it.
    if (traces.stopped) await sleep(LATE);
    // Without the signal: a round that is stopped cleans up, too. A second build took the first one's name.
    for (const id of traces.images)
      await engine.remove({ type: 'image', id, name: id }).catch(() => undefined);
  }
}

/**
 * Lays out a copy of the context in which the Dockerfile ends behind the part's last watched step.
 *
 * @returns builds it; with lines to watch, only as far as it takes to know them
 */
async function layPart(
  rebuild: Rebuild,
  part: WatchedPart,
  { dir, tag }: { dir: string; tag: string },
  traces: Traces,
) {
  const { engine, context, subject, signal } = rebuild;
  await mkdir(dir);
  await copyContext(context, dir);
  const dockerfile = context.hiddenDockerfile ?? subject.dockerfile ?? 'Dockerfile';
  const text = rebuild.dockerfile.lines.slice(0, part.upTo).join('\n');
  await writeFile(join(dir, dockerfile), `${text}\n`);
  return async (watched?: ReadonlySet<number>): Promise<Iterable<BuildStep>> => {
    traces.images.add(tag);
    const request = {
      context: await openContext(dir, dockerfile),
      dockerfile,
      tag,
      // Makes it an image of its own, so that taking it away takes nobody else's.
      labels: { [`${OUR_LABEL}.rebuild`]: tag },
      ...(subject.buildArgs === undefined ? {} : { buildArgs: subject.buildArgs }),
    };
    const known = new KnownSteps(watched);
    try {
      const both = signal ? AbortSignal.any([signal, known.signal]) : known.signal;
      const outcome = await engine.build(request, (event) => known.take(event), both);
      if (outcome.ok) traces.images.add(outcome.imageId);
      else throw doesNotBuild(outcome.failure);
      return outcome.steps;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      traces.stopped = true;
      if (known.signal.aborted && !signal?.aborted) return known.steps;
      throw error;
    } finally {
      known.close();
    }
  };
}

/** What is known of a build's steps while it runs, and when that is enough. */
class KnownSteps {
  readonly #steps = new Map<string, BuildStep>();
  readonly #enough = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #exporting = false;

  constructor(private readonly watched: ReadonlySet<number> | undefined) {}

  get signal(): AbortSignal {
    return this.#enough.signal;
  }

  get steps(): BuildStep[] {
    return [...this.#steps.values()];
  }

  take(event: BuildEvent): void {
    if (event.type !== 'step' || !this.watched) return;
    this.#steps.set(event.step.id, event.step);
    // The image is on its way: stopped now, it would turn up after it was taken away.
    if (event.step.internal && event.step.name.startsWith('exporting')) {
      this.#exporting = true;
      this.close();
    }
    const begun = new Set(this.steps.map(({ status, line }) => (status === 'waiting' ? undefined : line)));
    // A build that is about to end ends by itself: stopping that would only leave its image behind.
    if (!this.#exporting && [...this.watched].every((line) => begun.has(line)))
      this.#timer ??= setTimeout(() => this.#enough.abort(), PATIENCE);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

function doesNotBuild(failure: BuildFailure): NotJudgeable {
  return new NotJudgeable(`A copy of the files did not build: ${failure.message}`, 'See build.succeeds.');
}

async function copyContext(context: BuildContext, dir: string): Promise<void> {
  // It may exclude itself, and COPY must not see more in the copy than it sees in the original.
  if (context.ignoreFile)
    await copyFile(join(context.dir, context.ignoreFile), join(dir, context.ignoreFile));
  for (const file of context.files) {
    const to = join(dir, file.path);
    await mkdir(file.type === 'directory' ? to : dirname(to), { recursive: true });
    if (file.type === 'symlink') await symlink(file.linkTarget ?? '', to);
    if (file.type !== 'file') continue;
    await copyFile(join(context.dir, file.path), to);
    await chmod(to, file.mode & 0o777);
  }
}

/**
 * Adds a line of blanks: a change to the cache, and none to any language that the course teaches. Which
 * blanks is random, for the cache would still know the same change from the last time.
 *
 * @returns takes it back
 */
async function touchFile(dir: string, touch: string): Promise<() => Promise<void>> {
  try {
    const { size } = await stat(join(dir, touch));
    const nonce = [...randomBytes(8)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    await appendFile(join(dir, touch), `\n${nonce.replaceAll('0', ' ').replaceAll('1', '\t')}\n`);
    return () => truncate(join(dir, touch), size);
  } catch (cause) {
    throw new LearnerError(
      'bad-file',
      `There is no ${touch} in the build context.`,
      'Is it renamed, or listed in .dockerignore?',
      { cause },
    );
  }
}

function stepsOf(
  steps: Iterable<BuildStep>,
  dockerfile: Dockerfile,
  { lines }: WatchedPart,
): RebuildReport['steps'] {
  // Where others build the same at the same time, BuildKit may tell of one instruction twice: as its own step, and as
  // the other build's that it took over. What either of them had from the cache was not done again.
  const cached = new Map<number, boolean>();
  for (const { internal, line, status } of steps) {
    if (internal || line === undefined) continue;
    cached.set(line, status === 'cached' || cached.get(line) === true);
  }
  return [...cached].flatMap(([line, isCached]) => {
    const stage = dockerfile.stages.findLast((one) => one.from.line <= line);
    const instruction = stage?.instructions.find((one) => one.line === line);
    // FROM says cached of every base that is at hand: no work, so no word about order.
    if (!stage || !instruction) return [];
    return [
      {
        stage: stageName(stage),
        instruction: instruction.text,
        watched: lines.has(line),
        cached: isCached,
        line,
      },
    ];
  });
}
