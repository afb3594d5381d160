import { resolve } from 'node:path';
import type { Course } from '../course/types.ts';
import { discoverEngine } from '../engine/discover.ts';
import { explainAttempts } from '../engine/explain.ts';
import { EngineError } from '../errors.ts';
import { rebuiltLine } from '../plain/rebuilt.ts';
import type { Graded } from '../reports/grade/types.ts';
import { type NamedEngine, rebuildAll } from '../reports/rebuild/queue.ts';
import { RebuildState } from '../reports/rebuild/state.ts';
import { packageVersion } from '../version.ts';
import type { CommonOptions } from './options.ts';

export interface RebuildCommandOptions extends CommonOptions {
  rebuild?: boolean;
  network?: boolean;
  jobs?: number;
  /** Seconds. */
  timeLimit?: number;
  /** Gigabytes. */
  diskLimit?: number;
  /** Docker contexts, one engine each. */
  context?: string[];
  state?: string;
}

/** Only with `--rebuild` do these mean anything. */
export const REBUILD_OPTIONS = ['network', 'jobs', 'timeLimit', 'diskLimit', 'context', 'state'] as const;

const DEFAULTS = { jobs: 2, timeLimit: 15 * 60, diskLimit: 4, state: 'docker-labs-rebuild.jsonl' };
/** Of a container, whatever its image asks for: as much as a plain run has at home, and one processor. */
const CONTAINER = { memory: 1024 ** 3, cpus: 1, pids: 512 };

/**
 * Builds the submissions that count once more and writes into each result how it compares. Progress goes to standard
 * error, a line when one begins and one when it ends.
 *
 * @param graded in the order of `files`
 * @throws EngineError when an engine is not there; Interrupted
 */
export async function rebuildGraded(
  files: readonly string[],
  graded: readonly Graded[],
  course: Course,
  options: RebuildCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const counted = files.filter((_, index) => {
    const one = graded[index];
    return one && one.integrity !== 'unreadable' && !one.superseded;
  });
  const state = await RebuildState.open(resolve(options.state ?? DEFAULTS.state));
  const engines = await openEngines(options);
  const named = new Map(files.map((file, index) => [file, graded[index] as Graded]));
  let ended = 0;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  try {
    const done = await rebuildAll(counted, {
      ...{ course, engines, state, signal, tool: packageVersion() },
      jobs: options.jobs ?? DEFAULTS.jobs,
      limits: {
        ...CONTAINER,
        network: options.network ?? false,
        time: (options.timeLimit ?? DEFAULTS.timeLimit) * 1000,
        disk: (options.diskLimit ?? DEFAULTS.diskLimit) * 1e9,
      },
      onStart: (file, engine) => say(`${named.get(file)?.file}: building again on ${engine}`),
      onEnd: (file, rebuilt, known) => {
        ended++;
        say(`[${ended}/${counted.length}] ${named.get(file)?.file}: ${rebuiltLine(rebuilt, known)}`);
      },
    });
    for (const [file, rebuilt] of done) {
      const one = named.get(file);
      if (one) one.rebuilt = rebuilt;
    }
  } finally {
    await Promise.all(engines.map(({ engine }) => engine.close()));
  }
}

async function openEngines({ context = [], engine: choice }: RebuildCommandOptions): Promise<NamedEngine[]> {
  const places = context.length === 0 ? [undefined] : [...new Set(context)];
  const opened: NamedEngine[] = [];
  try {
    for (const place of places) opened.push(await openOne(choice, place));
    return opened;
  } catch (error) {
    await Promise.all(opened.map(({ engine }) => engine.close()));
    throw error;
  }
}

async function openOne(choice: CommonOptions['engine'], context: string | undefined): Promise<NamedEngine> {
  if (choice === 'practice') {
    throw new EngineError(
      'needs-engine',
      'The practice engine builds nothing, so it cannot build again.',
      'Leave --engine out, or name docker or podman.',
    );
  }
  const { DOCKER_HOST: _, CONTAINER_HOST: __, ...env } = process.env;
  const named = context === undefined ? {} : { env: { ...env, DOCKER_CONTEXT: context } };
  const found = await discoverEngine({ choice, ...named });
  if (!found.engine) {
    const { code, summary, tryNext } = explainAttempts(found.tried);
    throw new EngineError(code, summary, tryNext);
  }
  if (context !== undefined) return { name: `context ${context}`, engine: found.engine };
  const info = await found.engine.info();
  return { name: info.foundBy, engine: found.engine };
}
