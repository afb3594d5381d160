import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openContext } from '../../src/dockerfile/open-context.ts';
import type { BuildOutcome, BuildRequest, Engine } from '../../src/engine/types.ts';

/** What is built: a Dockerfile in its folder. */
export interface Cacheable {
  dir: string;
  dockerfile: string;
  buildArgs?: Record<string, string> | undefined;
  tag: string;
}

/** What two engines took from the cache after one source file had changed; undefined where it does not build. */
export interface Rebuilt {
  /** Instructions that the real engine ran again. */
  made: string[];
  /** Instructions that the practice engine foresaw from the cache. */
  foreseen: string[];
  /** What is foreseen from the cache more often than it came from there. Must be empty. */
  wrong: string[];
}

/**
 * Builds on both engines, changes a source file so that no build before has seen it, and builds again. More may come
 * from the real cache than is foreseen, for what a RUN makes may be the same as before; never less.
 *
 * @throws Error when one of the engines builds it and the other one does not
 */
export async function cachedAsForeseen(
  what: Cacheable,
  engine: Engine,
  practice: Engine,
): Promise<Rebuilt | undefined> {
  const first = await buildOnBoth(what, engine, practice);
  if (!first) return undefined;
  const { context } = await requestOf(what);
  const source = context.files.find(
    (file) => /\.(?:[jt]s|go|py)$/.test(file.path) && file.path !== context.hiddenDockerfile,
  );
  if (!source) throw new Error('no source file');
  const mark = /\.py$/.test(source.path) ? '#' : '//';
  await appendFile(join(what.dir, source.path), `\n${mark} ${randomBytes(8).toString('hex')}\n`);
  const second = await buildOnBoth(what, engine, practice);
  if (!second) throw new Error('does not build again');
  const [again, predicted] = second;
  const [made, cached, foreseen] = [texts(again, 'done'), texts(again, 'cached'), texts(predicted, 'cached')];
  // One instruction may stand in two stages, made in one and cached in the other.
  const count = (steps: string[], step: string) => steps.filter((one) => one === step).length;
  return { made, foreseen, wrong: foreseen.filter((step) => count(foreseen, step) > count(cached, step)) };
}

async function requestOf({ dir, dockerfile, buildArgs, tag }: Cacheable): Promise<BuildRequest> {
  return {
    context: await openContext(dir, dockerfile),
    dockerfile,
    tag,
    ...(buildArgs === undefined ? {} : { buildArgs }),
  };
}

async function buildOnBoth(
  what: Cacheable,
  engine: Engine,
  practice: Engine,
): Promise<[BuildOutcome, BuildOutcome] | undefined> {
  const request = await requestOf(what);
  const [real, predicted] = [await engine.build(request, () => {}), await practice.build(request, () => {})];
  // That a command fails when it runs is not foreseen.
  if (!real.ok && (!predicted.ok || real.failure.kind === 'run')) return undefined;
  for (const outcome of [real, predicted]) if (!outcome.ok) throw new Error(outcome.failure.message);
  return [real, predicted];
}

function texts(outcome: BuildOutcome, status: string): string[] {
  const steps = outcome.steps.filter((step) => !step.internal && step.status === status);
  return steps.map((step) => step.instruction ?? '').sort();
}
