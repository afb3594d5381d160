import type { LabReport, StepReport, VerdictStatus } from '../checks/types.ts';
import type { Progress, RecordedStatus, Reopened, StepRecord } from './types.ts';

const OPEN: StepRecord = {
  status: 'open',
  tries: 0,
  hintsSeen: 0,
  solutionSeen: false,
  seconds: 0,
  verdicts: [],
};

/** The record of a step; an open one where nothing is recorded yet. */
export function stepRecord(progress: Progress, lab: string, step: string): StepRecord {
  return progress.labs[lab]?.[step] ?? OPEN;
}

/** Changes one step's record. */
export function withStep(
  progress: Progress,
  lab: string,
  step: string,
  change: (record: StepRecord) => Partial<StepRecord>,
): Progress {
  const record = stepRecord(progress, lab, step);
  const changed = { ...record, ...change(record) };
  return { ...progress, labs: { ...progress.labs, [lab]: { ...progress.labs[lab], [step]: changed } } };
}

/** Notes that the lab's finished files were seen: with every step that had not held before. */
export function seenSolution(progress: Progress, lab: string, steps: readonly { id: string }[]): Progress {
  return steps
    .filter(({ id }) => stepRecord(progress, lab, id).passedAt === undefined)
    .reduce((now, { id }) => withStep(now, lab, id, () => ({ solutionSeen: true })), progress);
}

/**
 * Writes a judging round into the progress.
 *
 * On a real engine a step passes when every required check passed or only warned, and fails when one
 * failed; `unknown` and `error` change nothing, since they are not the learner's. In the practice engine
 * a step is `practised` when nothing failed (what it cannot judge does not count against it), and never
 * replaces what a real engine has shown, unless the files now fail. A step of which it can judge nothing is
 * practised with the others: as soon as none that was judged in the same round fails.
 *
 * A step that held and fails now is reopened, with the change since which it does.
 *
 * @param options.counts false for a round that the learner did not ask for (a saved file): tries stay
 * @param options.change the files saved last, and the first line that differs
 */
export function recordReport(
  progress: Progress,
  report: LabReport,
  options: { at: string; counts: boolean; change?: Omit<Reopened, 'at'> },
): Progress {
  const real = isMeasured(report);
  const fails = report.steps.some((step) => requiredOf(step).includes('fail'));
  let next = progress;
  for (const step of report.steps) {
    next = withStep(next, report.lab, step.id, (record) => {
      const status = stepOutcome(requiredOf(step), record.status, real, fails);
      const lost = status === 'fail' && (record.status === 'pass' || record.status === 'practised');
      const since = lost ? { at: options.at, ...(options.change ?? { files: [] }) } : record.reopened;
      const judged = saysSomething(step.checks.map((check) => check.status));
      return {
        status,
        tries: record.tries + (options.counts && judged && record.status !== 'pass' ? 1 : 0),
        verdicts: step.checks,
        updatedAt: options.at,
        ...(status === 'pass' && !record.passedAt ? { passedAt: options.at } : {}),
        reopened: status === 'fail' ? since : undefined,
      };
    });
  }
  return real ? { ...next, sizes: withSizes(next, report) } : next;
}

function requiredOf(step: StepReport): VerdictStatus[] {
  return step.checks.filter((check) => check.required).map((check) => check.status);
}

/** Was it judged on a real engine, and not predicted? */
export function isMeasured({ engine }: Pick<LabReport, 'engine'>): boolean {
  return engine !== undefined && engine.kind !== 'practice';
}

/** Could anything be judged here, with an outcome for or against the learner? */
export function saysSomething(statuses: readonly VerdictStatus[]): boolean {
  return statuses.some((status) => status !== 'unknown' && status !== 'error');
}

/**
 * What a step is after a round: the rule of `recordReport`, for the statuses of its required checks.
 *
 * @param real was it judged on a real engine?
 * @param fails did any step of the round fail?
 */
export function stepOutcome(
  required: readonly VerdictStatus[],
  before: RecordedStatus,
  real: boolean,
  fails: boolean,
): RecordedStatus {
  if (required.includes('fail')) return 'fail';
  if (!real && !saysSomething(required) && fails) return before;
  if (!real) return before === 'pass' ? 'pass' : 'practised';
  return required.every((status) => status === 'pass' || status === 'warn') ? 'pass' : before;
}

function withSizes(progress: Progress, report: LabReport): Progress['sizes'] {
  const known = progress.sizes[report.lab] ?? {};
  const seen = Object.entries(report.images).map(
    ([name, image]) => [name, { first: known[name]?.first ?? image.size, latest: image.size }] as const,
  );
  return { ...progress.sizes, [report.lab]: { ...known, ...Object.fromEntries(seen) } };
}
