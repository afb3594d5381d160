import type { Course } from '../../course/types.ts';
import type { Engine } from '../../engine/types.ts';
import { Interrupted } from '../../errors.ts';
import { canonicalJson, sha256 } from '../../text/canonical.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { loadExport, readLoaded } from '../grade/read-file.ts';
import type { RebuildState } from './state.ts';
import { type Limits, rebuildSubmission } from './submission.ts';
import type { Rebuilt } from './types.ts';

export interface NamedEngine {
  /** For people. */
  name: string;
  engine: Engine;
}

export interface QueueOptions {
  course: Course;
  engines: readonly NamedEngine[];
  /** Submissions at a time, on each engine. */
  jobs: number;
  limits: Limits;
  /** The version of docker-labs. */
  tool: string;
  state: RebuildState;
  signal: AbortSignal;
  onStart(file: string, engine: string): void;
  /** @param known it was built again in an earlier run */
  onEnd(file: string, rebuilt: Rebuilt, known: boolean): void;
}

/**
 * Builds submissions again, several at a time on each engine. One that was stopped for the engine's disk while others
 * ran there is done once more at the end, alone. An engine that is lost gives its work to the others.
 *
 * @param files of exports that can be read
 * @returns file -> how it compares
 * @throws Interrupted; what was done till then is in the state file
 */
export async function rebuildAll(
  files: readonly string[],
  options: QueueOptions,
): Promise<Map<string, Rebuilt>> {
  const run = new Run(files, options);
  await run.work();
  return run.done;
}

class Run {
  readonly done = new Map<string, Rebuilt>();
  readonly #waiting: string[];
  readonly #alone: string[] = [];
  readonly #lost = new Set<Engine>();
  readonly #settings: string;

  constructor(
    files: readonly string[],
    private readonly options: QueueOptions,
  ) {
    const { course, limits, tool } = options;
    this.#waiting = [...files];
    const { id, version } = course.manifest;
    this.#settings = canonicalJson({ course: id, version, network: limits.network, tool });
  }

  async work(): Promise<void> {
    const { engines, jobs } = this.options;
    await this.#workers(
      this.#waiting,
      engines.flatMap((one) => Array.from({ length: jobs }, () => one)),
    );
    // One at a time over all engines: several may have the same disk. A lost one leaves the rest to the next.
    for (const one of engines) await this.#worker(this.#alone, one);
    for (const file of [...this.#waiting, ...this.#alone])
      this.#end(file, unknown('No engine was left to build it on.'), false);
  }

  async #workers(queue: string[], engines: readonly NamedEngine[]): Promise<void> {
    const all = await Promise.allSettled(engines.map((one) => this.#worker(queue, one)));
    const failed = all.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #worker(queue: string[], where: NamedEngine): Promise<void> {
    while (!this.#lost.has(where.engine)) {
      if (this.options.signal.aborted) throw new Interrupted();
      const file = queue.shift();
      if (file === undefined) return;
      await this.#one(file, queue, where);
    }
  }

  async #one(file: string, queue: string[], where: NamedEngine): Promise<void> {
    const { state, signal, onStart, course, limits } = this.options;
    const loaded = loadExport(file);
    const read = readLoaded(loaded);
    if (read.integrity === 'unreadable' || !('bytes' in loaded))
      return this.#end(file, unknown('reason' in read ? read.reason : ''), false);
    const key = sha256(`${this.#settings}\n${sha256(loaded.bytes)}`);
    // What could not be judged within these limits may be within others.
    const limited = sha256(`${key} ${limits.time} ${limits.disk}`);
    const known = state.get(key) ?? state.get(limited);
    if (known) return this.#end(file, known, true);
    onStart(file, where.name);
    const { engine, name } = where;
    const rebuilt = await rebuildSubmission(read.document, {
      course,
      engine,
      where: name,
      limits,
      signal,
    }).catch((error: unknown) => {
      if (error instanceof Interrupted) throw error;
      return unknown(sanitiseLine(error instanceof Error ? error.message : String(error), 300));
    });
    if (rebuilt.status !== 'agrees' && (await this.#isLost(engine))) {
      queue.push(file);
    } else if (rebuilt.reason.includes('--disk-limit') && this.options.jobs > 1 && queue !== this.#alone) {
      this.#alone.push(file);
    } else {
      await state.add(rebuilt.status === 'unknown' ? limited : key, rebuilt);
      this.#end(file, rebuilt, false);
    }
  }

  async #isLost(engine: Engine): Promise<boolean> {
    const answers = await engine.info(AbortSignal.timeout(15_000)).then(
      () => true,
      () => false,
    );
    if (!answers) this.#lost.add(engine);
    return !answers;
  }

  #end(file: string, rebuilt: Rebuilt, known: boolean): void {
    this.done.set(file, rebuilt);
    this.options.onEnd(file, rebuilt, known);
  }
}

function unknown(reason: string): Rebuilt {
  const counts = { agrees: 0, differs: 0, unknown: 0, notRun: 0 };
  return { status: 'unknown', reason, counts, differences: [], unknown: [], ms: 0, engine: '' };
}
