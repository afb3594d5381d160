import type { VerdictStatus } from '../../checks/types.ts';
import type { Course } from '../../course/types.ts';
import { type Attempt, NO_PREVIOUS } from '../../progress/attempt.ts';
import { isOf, requiredOf } from '../../progress/attempt-steps.ts';
import { saysSomething, stepOutcome } from '../../progress/record.ts';
import type { RecordedStatus } from '../../progress/types.ts';
import { canonicalJson, sha256 } from '../../text/canonical.ts';

/** How a step stands, worked out from the attempts alone. */
export interface ReplayedStep {
  status: RecordedStatus;
  /** Number of the last attempt that judged it. */
  attempt: number;
  /** Since when it has held without a break, ISO 8601; absent unless `pass`. */
  passedAt?: string;
  /** Rounds that the learner asked for, until it held first. */
  tries: number;
}

/** Lab id -> step id -> how it stands. A Map, since ids are whatever a file says. */
export type Replay = Map<string, Map<string, ReplayedStep>>;

/**
 * Works out from a chain how each step stands, by the rule by which progress records rounds. Which checks a step has,
 * and which of them are required, the course says, not the file: an attempt that lacks one proves nothing.
 */
export function replay(chain: readonly Attempt[], course: Course): Replay {
  const steps = new Map(
    course.labs.map((lab) => [lab.id, new Map(lab.steps.map((step) => [step.id, step]))]),
  );
  const standing: Replay = new Map();
  for (const attempt of chain) {
    const known = steps.get(attempt.lab);
    const lab = standing.get(attempt.lab) ?? new Map<string, ReplayedStep>();
    standing.set(attempt.lab, lab);
    const judged: { id: string; checks: Checks; required: VerdictStatus[] }[] = [];
    let fails = false;
    for (const { id, checks } of attempt.steps) {
      const step = known?.get(id);
      if (!step || !isOf(step, checks)) continue;
      const required = requiredOf(step, checks);
      fails ||= required.includes('fail');
      judged.push({ id, checks, required });
    }
    for (const { id, checks, required } of judged) {
      const before = lab.get(id);
      const status = stepOutcome(
        required,
        before?.status ?? 'open',
        attempt.confidence === 'measured',
        fails,
      );
      lab.set(id, follow(before, attempt, status, checks));
    }
  }
  return standing;
}

type Checks = Attempt['steps'][number]['checks'];

function follow(
  before: ReplayedStep | undefined,
  attempt: Attempt,
  status: RecordedStatus,
  checks: Checks,
): ReplayedStep {
  const judged = saysSomething(checks.map((check) => check.status));
  const counts = attempt.asked && judged && before?.status !== 'pass';
  const now: ReplayedStep = {
    status,
    attempt: attempt.number,
    tries: (before?.tries ?? 0) + (counts ? 1 : 0),
  };
  const since = before?.status === 'pass' ? before.passedAt : attempt.at;
  if (status === 'pass' && since !== undefined) now.passedAt = since;
  return now;
}

/**
 * Where a chain does not hold together, a sentence each. It may begin late: old attempts are dropped.
 *
 * @param texts the attempts as they stand in a file, which saves writing them again
 */
export function chainProblems(chain: readonly Attempt[], texts: readonly string[] = []): string[] {
  const problems: string[] = [];
  let before: { attempt: Attempt; text: string } | undefined;
  for (const [index, attempt] of chain.entries()) {
    if (before && !follows(attempt, before)) {
      problems.push(`chain: attempt ${attempt.number} does not follow attempt ${before.attempt.number}`);
    } else if (!before && attempt.number === 1 && attempt.previous !== NO_PREVIOUS) {
      problems.push('chain: its first attempt names one before it');
    } else if (before && attempt.at < before.attempt.at) {
      problems.push(`chain: attempt ${attempt.number} is older than attempt ${before.attempt.number}`);
    }
    before = { attempt, text: texts[index] ?? JSON.stringify(attempt) };
  }
  return problems;
}

/** An attempt read from a canonical file already is in canonical order, which saves bringing it into it. */
function follows(next: Attempt, before: { attempt: Attempt; text: string }): boolean {
  return next.previous === sha256(before.text) || next.previous === sha256(canonicalJson(before.attempt));
}
