import type { Lab } from '../course/types.ts';
import type { BuildEvent, BuildOutcome, Engine, EngineInfo } from '../engine/types.ts';
import { EngineError, Interrupted, LearnerError, NotJudgeable } from '../errors.ts';
import { type BuildPolicy, gatherFacts, type KeepRule, type Superseded } from './facts.ts';
import { judgeOne } from './judge.ts';
import type { Registry } from './pipeline/registry.ts';
import { reviewChecks } from './review.ts';
import type { SharedFacts } from './shared-facts.ts';
import { type ResolvedCheck, resolveCheck } from './specs.ts';
import { worst } from './status.ts';
import { labSubjects } from './subjects.ts';
import type { CheckSpec, LabReport, Round, StepReport, Subject, Verdict } from './types.ts';

interface RoundOptions {
  /** Absent: what only the Dockerfile says is judged, all else is `unknown`. */
  engine?: Engine | undefined;
  build?: BuildPolicy;
  onBuildEvent?: (image: string, event: BuildEvent) => void;
  /** Which images to remove when a build takes another one's name; absent: that one. */
  superseded?: Superseded | undefined;
  /** A registry for pipelines that the caller opens and closes; without it each round that needs one has its own. */
  registry?: (() => Promise<Registry>) | undefined;
  /** What other rounds on this engine have seen of the same images; without it each round sees for itself. */
  shared?: SharedFacts | undefined;
  signal?: AbortSignal | undefined;
  /** ISO date; default: today. */
  today?: string;
}

export interface JudgeLabOptions extends RoundOptions {
  lab: Lab;
  /** The lab's folder in the workspace, absolute. */
  labDir: string;
  /** Ids of the steps to judge; all when absent. */
  steps?: string[];
  /** The files are somebody else's: none of their scripts is run on this machine. */
  untrusted?: boolean;
  /**
   * Hears of the steps that only read files before a program of the learner's is run, where one is: a report of those
   * steps alone, which names the `pending` ones.
   */
  onEarly?: ((report: LabReport) => void) | undefined;
}

export interface JudgeChecksOptions extends RoundOptions {
  /** Absent: a review, of whatever means something without arguments. */
  specs?: CheckSpec[] | undefined;
  subject: Subject;
}

/**
 * Judges a lab, or some of its steps, in one round: every fact is gathered once, however many checks ask.
 *
 * @throws LearnerError when the lab states a check that does not exist or has wrong args; Interrupted
 */
export async function judgeLab(options: JudgeLabOptions): Promise<LabReport> {
  const { lab, labDir, steps } = options;
  const subjects = labSubjects(lab, labDir, options.untrusted);
  const first = subjects[0]?.name;
  const chosen = lab.steps
    .filter((step) => steps === undefined || steps.includes(step.id))
    .map((step) => ({ id: step.id, checks: step.checks.map((spec) => locate(lab, step.id, spec, first)) }));
  const checks = chosen.flatMap((step) => step.checks);
  const { round: whole, real, info } = await openRound(options, subjects, checks);
  // Checks may compare with images that no check is about: a baseline.
  const asked = new Set<string>();
  const round: Round = {
    ...whole,
    subject(name) {
      asked.add(name);
      return whole.subject(name);
    },
  };
  const named = [...new Set(checks.map((check) => check.image))];
  // A real engine's word counts, so what is judged is built even where a step only reads the Dockerfile.
  if (real) await Promise.all(named.map((name) => round.subject(name).currency().catch(rethrowStop)));
  const judged = new Map<Located, Verdict>();
  const judge = (some: Located[]) =>
    Promise.all(
      some.map(async (check) =>
        judged.set(check, await judgeOne(check, round.subject(check.image), round, real)),
      ),
    );
  const report = async (): Promise<LabReport> => {
    const done = chosen.filter((step) => step.checks.every((check) => judged.has(check)));
    const pending = chosen.filter((step) => !done.includes(step)).map((step) => step.id);
    const reports = done.map((step) => stepReport(step.id, step.checks, judged));
    return {
      lab: lab.id,
      status: worst(reports.map(({ status }) => status)),
      steps: reports,
      ...(await whatWasJudged(round, subjects, asked)),
      engine: info,
      ...(pending.length > 0 ? { pending } : {}),
    };
  };
  const last = options.onEarly ? checks.filter(({ kind }) => kind.runsScript) : [];
  await judge(checks.filter((check) => !last.includes(check)));
  if (last.length === 0) return report();
  options.onEarly?.(await report());
  await judge(last);
  return report();
}

/** Judges checks on one subject: an image by name, a Dockerfile with its context, or both. */
export async function judgeChecks(options: JudgeChecksOptions): Promise<Verdict[]> {
  const { subject, specs } = options;
  const resolved = specs ? specs.map((spec) => resolveCheck(spec)) : reviewChecks();
  const checks = resolved.map((check) => ({ ...check, image: subject.name }));
  const { round, real } = await openRound(options, [subject], checks);
  const facts = round.subject(subject.name);
  return Promise.all(checks.map((check) => judgeOne(check, facts, round, real)));
}

interface Located extends ResolvedCheck {
  image: string;
}

function locate(lab: Lab, step: string, spec: CheckSpec, first: string | undefined): Located {
  const image = spec.image ?? first;
  if (image !== undefined && image in lab.manifest.images) return { ...resolveCheck(spec), image };
  throw new LearnerError(
    'bad-course',
    `Lab ${lab.id}, step ${step}: check ${spec.id} names the image "${image ?? ''}", which the lab does not have.`,
    `Its images are: ${Object.keys(lab.manifest.images).join(', ') || 'none'}.`,
  );
}

async function openRound(options: RoundOptions, subjects: Subject[], checks: Located[]) {
  const info = await engineInfo(options);
  const keeps = new Map<string, KeepRule[]>();
  for (const { kind, args, image } of checks) {
    if (!kind.keeps) continue;
    keeps.set(image, [...(keeps.get(image) ?? []), (facts) => kind.keeps?.(args, facts) ?? []]);
  }
  const round = gatherFacts({ ...options, subjects, info, keeps });
  return { round, info, real: options.engine?.real ?? false };
}

/** An engine that does not even say what it is fails each check that needs it, not the whole round. */
async function engineInfo({ engine, signal }: RoundOptions): Promise<EngineInfo | undefined> {
  try {
    return await engine?.info(signal);
  } catch (error) {
    if (error instanceof EngineError || error instanceof NotJudgeable) return undefined;
    throw error;
  }
}

function stepReport(id: string, checks: Located[], byCheck: Map<Located, Verdict>): StepReport {
  const verdicts = checks.flatMap((check) => byCheck.get(check) ?? []);
  return {
    id,
    status: worst(verdicts.filter((verdict) => verdict.required).map((verdict) => verdict.status)),
    checks: verdicts,
  };
}

/** The builds and images of the round, for views; what failed is in the verdicts already. */
async function whatWasJudged(round: Round, subjects: Subject[], named: Set<string>) {
  const builds: Record<string, BuildOutcome> = {};
  const images: LabReport['images'] = {};
  if (!round.engine) return { builds, images };
  for (const { name, tag } of subjects.filter((subject) => named.has(subject.name))) {
    const facts = round.subject(name);
    const outcome = await facts.build().catch(rethrowStop);
    if (outcome) builds[name] = outcome;
    const image = await facts.image().catch(rethrowStop);
    if (image) images[name] = { tag: tag ?? image.ref, id: image.id, size: image.size };
  }
  return { builds, images };
}

function rethrowStop(error: unknown): undefined {
  if (error instanceof Interrupted) throw error;
  return undefined;
}
