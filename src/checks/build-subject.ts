import type { BuildContext } from '../dockerfile/context.ts';
import { buildPlan } from '../dockerfile/plan.ts';
import { resolveStages } from '../dockerfile/resolve.ts';
import { type BuildEvent, type BuildOutcome, type BuildWarning, INPUTS_LABEL } from '../engine/types.ts';
import { LearnerError, NotJudgeable } from '../errors.ts';
import type { ImageFacts } from '../image/types.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { formatBytes } from '../text/units.ts';
import type { RoundMeans } from './facts.ts';
import { dropReplaced, holdReplaced } from './replaced-image.ts';
import { builtFromFiles } from './same-layers.ts';
import type { ImageCurrency, SubjectFacts } from './types.ts';

/** Where the judged image came from. */
export interface Built {
  currency: ImageCurrency;
  /** What to ask the engine for; absent where there is nothing to ask for. */
  ref?: string;
  /** What the engine said of it, where that was asked already. */
  image?: ImageFacts;
  /** Absent where nothing was built and nothing needed to be. */
  outcome?: BuildOutcome;
}

/**
 * Brings the subject's image up to date as the round's policy allows: an image that carries the
 * fingerprint of the files as they are now is taken as it is, anything else is built.
 *
 * @throws NotJudgeable without an engine; EngineError when the engine is at fault
 */
export async function buildSubject(facts: SubjectFacts, means: RoundMeans): Promise<Built> {
  const { engine, policy, signal } = means;
  const { tag, contextDir, dockerfile, target, buildArgs, name } = facts.subject;
  if (!engine) {
    throw new NotJudgeable(
      'This needs an image, and there is no container engine here.',
      'Start Docker or Podman; docker-labs doctor says what it finds.',
    );
  }
  if (contextDir === undefined || dockerfile === undefined) {
    return { currency: 'foreign', ...(tag === undefined ? {} : { ref: tag }) };
  }
  const there = engine.real && tag !== undefined ? await engine.image(tag, signal) : undefined;
  // Nothing to compare with: then the context, which may be large, need not be read.
  const comparable = there?.config.labels[INPUTS_LABEL] !== undefined;
  if (engine.real && policy === 'never' && !comparable) return asItIs(there);
  if (engine.real && policy === 'cached' && !there) return asItIs(there);
  const opened = await openInputs(facts);
  if ('outcome' in opened) return { currency: 'broken', outcome: opened.outcome };
  const { context } = opened;
  const tell = (event: BuildEvent) => means.onBuildEvent(name, event);
  // Before the fingerprint, which reads all of it, too.
  const large = largeContext(context);
  if (large) tell({ type: 'warning', warning: large });
  const inputs = await context.fingerprint({ dockerfile, target, buildArgs });
  if (there && policy !== 'always' && there.config.labels[INPUTS_LABEL] === inputs) {
    return { currency: 'current', ref: there.ref, image: there, outcome: alreadyThere(there.id) };
  }
  if (engine.real && policy === 'never') return asItIs(there);
  const untagged = {
    context,
    dockerfile,
    labels: { [INPUTS_LABEL]: inputs },
    ...(target === undefined ? {} : { target }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
  };
  if (engine.real && policy === 'cached') {
    const outcome = there && !comparable ? await builtFromFiles(engine, there, untagged, signal) : undefined;
    return there && outcome ? { currency: 'matching', ref: there.ref, image: there, outcome } : asItIs(there);
  }
  const request = { ...untagged, ...(tag === undefined ? {} : { tag }) };
  const plan = buildPlan(resolveStages(await facts.dockerfile(), facts.subject));
  if (plan) tell({ type: 'plan', plan });
  const release = await holdReplaced(means, there);
  const outcome = await means
    .buildSlot(() => engine.build(request, tell, signal))
    .catch(async (error) => {
      await release();
      throw error;
    });
  if (!outcome.ok || outcome.imageId === there?.id) await release();
  if (!outcome.ok) return { currency: 'broken', outcome };
  await dropReplaced(means, name, there, outcome.imageId);
  return { currency: engine.real ? 'built' : 'predicted', ref: tag ?? outcome.imageId, outcome };
}

/** Sending more than this takes a while even to an engine on the same machine. Bytes. */
const LARGE_CONTEXT = 200e6;

/** Said before the context is read and sent, with what is largest in it: most of the time it was never meant to be. */
function largeContext({ bytes, files, ignoreFile }: BuildContext): BuildWarning | undefined {
  if (bytes < LARGE_CONTEXT) return undefined;
  const [largest] = files.toSorted((a, b) => b.size - a.size);
  const biggest = largest
    ? `; the largest file is ${sanitiseLine(largest.path)} (${formatBytes(largest.size)})`
    : '';
  return {
    rule: 'LargeContext',
    message: `The build context is ${formatBytes(bytes)}${biggest}. What the build does not need belongs into ${ignoreFile ?? '.dockerignore'}.`,
  };
}

/** An image of other files, or of nobody knows which, is judged where nothing may be built. */
function asItIs(there: ImageFacts | undefined): Built {
  if (!there) return { currency: 'missing' };
  const currency = there.config.labels[INPUTS_LABEL] ? 'stale' : 'foreign';
  return { currency, ref: there.ref, image: there };
}

/** A Dockerfile or context that is not there is an answer that does not build, not a broken tool. */
async function openInputs(facts: SubjectFacts) {
  try {
    const [context] = await Promise.all([facts.context(), facts.dockerfile()]);
    return { context };
  } catch (error) {
    if (!(error instanceof LearnerError)) throw error;
    const failure = { kind: 'other' as const, message: error.message, log: [] };
    return { outcome: { ok: false as const, steps: [], warnings: [], ms: 0, failure } };
  }
}

const alreadyThere = (imageId: string): BuildOutcome => ({
  ok: true,
  imageId,
  steps: [],
  warnings: [],
  ms: 0,
});
