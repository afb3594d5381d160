import { EngineError, Interrupted, LabError, LearnerError, NotJudgeable } from '../errors.ts';
import { sanitise, sanitiseLine } from '../text/sanitise.ts';
import { confidenceOf, notingReads, notingRound, type ReadFacts } from './confidence.ts';
import type { ResolvedCheck } from './specs.ts';
import type { Evidence, Judgement, Round, SubjectFacts, Verdict, VerdictStatus } from './types.ts';

/**
 * One check's verdict. What cannot be judged here becomes `unknown`, a tool that broke `error`, a file of
 * the learner's that cannot be read `fail`; a bug in a kind is an `error` of that check alone.
 *
 * @throws Interrupted when the round was stopped
 */
export async function judgeOne(
  { spec, kind, args }: ResolvedCheck,
  facts: SubjectFacts,
  round: Round,
  real: boolean,
): Promise<Verdict> {
  const read: ReadFacts = new Map();
  const common = {
    id: spec.id,
    required: spec.required ?? true,
    why: spec.why ?? kind.why,
  };
  try {
    const judgement = await kind.judge(notingReads(facts, read), args, notingRound(round, read));
    const confidence = await confidenceOf(read, real);
    return { ...common, confidence, ...complete(judgement, spec.why) };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const confidence = real ? 'measured' : 'predicted';
    return { ...common, confidence, expected: kind.title, evidence: [], ...answerTo(error, kind.id) };
  }
}

/** A Dockerfile's words stand in many a sentence of a verdict: this is the one way out, and nothing for a terminal passes. */
function complete(judgement: Judgement, labsWhy: string | undefined) {
  const { why, tryNext = '', evidence, expected, actual, seeIt, status, stages } = judgement;
  return {
    status,
    expected: sanitise(expected),
    actual: sanitise(actual),
    evidence: evidence.map((one) => ({ ...one, ...harmless(one) })),
    tryNext: sanitise(tryNext),
    ...(seeIt === undefined ? {} : { seeIt: sanitise(seeIt) }),
    // Made of our own words and of numbers alone.
    ...(stages === undefined ? {} : { stages }),
    ...(why !== undefined && labsWhy === undefined ? { why: sanitise(why) } : {}),
  };
}

function harmless({ text, path, file, image }: Evidence): Pick<Evidence, 'text' | 'path' | 'file' | 'image'> {
  return {
    text: sanitise(text),
    ...(path === undefined ? {} : { path: sanitise(path) }),
    ...(file === undefined ? {} : { file: sanitise(file) }),
    ...(image === undefined ? {} : { image: sanitise(image) }),
  };
}

function answerTo(error: unknown, id: string): { status: VerdictStatus; actual: string; tryNext: string } {
  if (error instanceof NotJudgeable) return say('unknown', error);
  if (error instanceof LearnerError) return say(error.code === 'bad-file' ? 'fail' : 'error', error);
  if (error instanceof EngineError || error instanceof LabError) return say('error', error);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    status: 'error',
    actual: sanitiseLine(`The check ${id} broke: ${message}`),
    tryNext: 'This is a fault of docker-labs, not yours. Please report it with the line above.',
  };
}

function say(status: VerdictStatus, error: LabError) {
  return { status, actual: sanitiseLine(error.message), tryNext: sanitise(error.tryNext) };
}
