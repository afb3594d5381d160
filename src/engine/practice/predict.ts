import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { buildErrors } from '../../dockerfile/build-errors.ts';
import { expand } from '../../dockerfile/expand.ts';
import { parseDockerfile } from '../../dockerfile/parse.ts';
import { globalScope, lookupIn, type Variables } from '../../dockerfile/scope.ts';
import type { Dockerfile, Instruction, Stage } from '../../dockerfile/types.ts';
import { LearnerError } from '../../errors.ts';
import { sanitise, sanitiseLine } from '../../text/sanitise.ts';
import {
  type BuildEvent,
  type BuildFailure,
  type BuildOutcome,
  type BuildRequest,
  type FailureKind,
  OUR_LABEL,
} from '../types.ts';
import type { Catalogue } from './catalogue.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { Produce } from './shell/shell.ts';
import { Stages } from './stages.ts';
import { PredictedFailure, type StageState } from './state.ts';
import { StepBook } from './steps.ts';

export interface PredictMeans {
  catalogue: Catalogue;
  produces: readonly Produce[];
  fingerprints: Fingerprints;
  /** Keys of steps made before; those of this build are added. */
  cache: Set<string>;
}

/** How a build would end, and the image it would make. */
export interface Prediction {
  outcome: BuildOutcome;
  state?: StageState;
}

/**
 * Foresees a build: reads the Dockerfile and its context as BuildKit would, and says how it ends.
 *
 * @throws LearnerError when the Dockerfile cannot be read
 */
export async function predict(
  request: BuildRequest,
  means: PredictMeans,
  onEvent: (event: BuildEvent) => void,
): Promise<Prediction> {
  const started = performance.now();
  const dockerfile = parseDockerfile(await read(request), request.dockerfile);
  const book = new StepBook(
    dockerfile.stages.length === 1,
    request.noCache ? new Set() : means.cache,
    onEvent,
  );
  const common = () => ({
    steps: book.inOrder(),
    warnings: [],
    ms: Math.round(performance.now() - started),
    predicted: true as const,
  });
  try {
    const state = run(dockerfile, request, means, book);
    book.finish();
    for (const key of book.done()) means.cache.add(key);
    return { outcome: { ok: true, imageId: idOf(state), ...common() }, state };
  } catch (error) {
    if (!(error instanceof PredictedFailure)) throw error;
    const step = book.fail(sanitiseLine(error.message));
    for (const key of book.done()) means.cache.add(key);
    return { outcome: { ok: false, failure: failureOf(error, step?.id), ...common() } };
  }
}

async function read(request: BuildRequest): Promise<string> {
  const path = join(request.context.dir, request.dockerfile);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new LearnerError(
      'bad-file',
      `${request.dockerfile} cannot be read.`,
      'Is it there, and readable?',
      { cause },
    );
  }
}

function run(dockerfile: Dockerfile, request: BuildRequest, means: PredictMeans, book: StepBook): StageState {
  const { escape: token } = dockerfile;
  const { buildArgs, target } = request;
  const options = { ...(buildArgs ? { buildArgs } : {}), ...(target ? { target } : {}) };
  const [wrong] = buildErrors(dockerfile, {
    ...options,
    imageEnv: (base) => means.catalogue.find(base)?.config?.env,
  });
  if (wrong) throw new PredictedFailure(kindOf(wrong.message), wrong.message, { line: wrong.line });
  const scope = globalScope(dockerfile.globalArgs, token, options, dockerfile.stages.at(-1)?.name);
  const globals = scope.variables;
  const resolved = { ...dockerfile, stages: withBases(dockerfile.stages, globals, token) };
  const stages = new Stages({
    dockerfile: resolved,
    request,
    catalogue: means.catalogue,
    produces: means.produces,
    fingerprints: means.fingerprints,
    config: { buildArgs: buildArgs ?? {}, globalArgs: globals, token },
    parseInstruction,
    onStep: (stage, instruction, text, key) => book.begin(stage, instruction, text, key),
  });
  const state = stages.state(targetOf(resolved, request.target));
  Object.assign(state.config.labels, request.labels, { [OUR_LABEL]: 'true' });
  return state;
}

/** As the words of a real engine's failure are sorted (`docker/failure.ts`). */
function kindOf(message: string): FailureKind {
  if (message.startsWith('target stage')) return 'target';
  return /^invalid (?!reference|name)/.test(message) ? 'other' : 'syntax';
}

function withBases(stages: Stage[], globals: Variables, token: string): Stage[] {
  return stages.map((stage) => {
    const base = fill(stage.base, globals, token, stage.from.line);
    const earlier = stages.findLast(
      (one) => one.index < stage.index && one.name?.toLowerCase() === base.toLowerCase(),
    );
    const { baseStage: _, ...rest } = stage;
    return { ...rest, resolvedBase: base, ...(earlier ? { baseStage: earlier.index } : {}) };
  });
}

function fill(word: string, vars: Variables, token: string, line: number): string {
  const expanded = expand(word, lookupIn(vars), { escape: token });
  if (expanded.error !== undefined) throw new PredictedFailure('syntax', expanded.error, { line });
  return expanded.text;
}

/** The stage to build: by name (BuildKit knows no numbers here), else the last. */
function targetOf(dockerfile: Dockerfile, target: string | undefined): number {
  const last = dockerfile.stages.length - 1;
  if (last < 0) throw new PredictedFailure('syntax', 'file with no instructions');
  if (target === undefined || target === '') return last;
  const named = dockerfile.stages.findLastIndex((one) => one.name?.toLowerCase() === target.toLowerCase());
  if (named >= 0) return named;
  throw new PredictedFailure('target', `target stage ${target} could not be found`);
}

function parseInstruction(text: string, line: number): Instruction | undefined {
  const [instruction] = parseDockerfile(`FROM scratch\n${text}\n`, 'ONBUILD').stages[0]?.instructions ?? [];
  return instruction && { ...instruction, line, endLine: line };
}

function failureOf(error: PredictedFailure, stepId: string | undefined): BuildFailure {
  const { line, exitCode, log = [] } = error.details;
  return {
    kind: error.kind,
    message: sanitiseLine(error.message),
    log: log.map((one) => sanitise(one)),
    ...(line === undefined ? {} : { line }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(stepId === undefined ? {} : { stepId }),
  };
}

/** The key is that of the steps that make files; what differs in CMD or ENV alone is another image all the same. */
function idOf({ key, config }: StageState): string {
  return `predicted:${createHash('sha256')
    .update(JSON.stringify([key, config]))
    .digest('hex')}`;
}
