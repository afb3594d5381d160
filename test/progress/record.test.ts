import { describe, expect, it } from 'vitest';
import type { LabReport, Verdict, VerdictStatus } from '../../src/checks/types.ts';
import { recordReport, stepRecord } from '../../src/progress/record.ts';
import { checklist, labStatus, resumePoint } from '../../src/progress/summary.ts';
import type { Progress } from '../../src/progress/types.ts';
import { courseFixture } from '../helpers/course.ts';

const course = courseFixture();
const fresh: Progress = {
  formatVersion: 1,
  createdAt: 'then',
  updatedAt: 'then',
  course: { id: 'docker-labs', version: '1' },
  labs: {},
  sizes: {},
};

const verdict = (status: VerdictStatus, required = true): Verdict => ({
  id: 'user.nonroot',
  status,
  required,
  confidence: 'measured',
  expected: '',
  actual: '',
  evidence: [],
  why: '',
  tryNext: '',
});

function judge(
  progress: Progress,
  kind: 'docker' | 'practice',
  statuses: VerdictStatus[],
  counts = true,
  change?: { files: string[]; line?: number },
) {
  const checks = statuses.map((status) => verdict(status));
  const report: LabReport = {
    lab: 'basic',
    status: 'pass',
    steps: ['two-stages', 'non-root'].map((id) => ({ id, status: 'pass', checks })),
    builds: {},
    images: { production: { tag: 'app:production', id: 'sha256:1', size: 100 } },
    engine: { kind } as LabReport['engine'],
  };
  return recordReport(progress, report, { at: 'now', counts, ...(change ? { change } : {}) });
}
const status = (progress: Progress) => stepRecord(progress, 'basic', 'two-stages').status;

describe('a judged step is recorded', () => {
  it.each<[string, 'docker' | 'practice', VerdictStatus[], string]>([
    ['as passed when all hold on a real engine', 'docker', ['pass', 'warn'], 'pass'],
    ['as failed when one fails', 'docker', ['pass', 'fail', 'unknown'], 'fail'],
    ['as open when a tool broke', 'docker', ['pass', 'error'], 'open'],
    ['as open when it could not be judged', 'docker', ['pass', 'unknown'], 'open'],
    ['as practised in the practice engine', 'practice', ['pass', 'unknown'], 'practised'],
    ['as failed in the practice engine too', 'practice', ['pass', 'fail'], 'fail'],
  ])('%s', (_, kind, statuses, expected) => {
    expect(status(judge(fresh, kind, statuses))).toBe(expected);
  });

  it('is practised without a word of its own once nothing else in the round fails', () => {
    const round = (...steps: VerdictStatus[]): LabReport => ({
      lab: 'basic',
      status: 'unknown',
      steps: steps.map((one, index) => ({
        id: ['two-stages', 'non-root'][index] ?? '',
        status: one,
        checks: [verdict(one)],
      })),
      builds: {},
      images: {},
      engine: { kind: 'practice' } as LabReport['engine'],
    });
    const record = (progress: Progress, report: LabReport) =>
      recordReport(progress, report, { at: 'now', counts: true });
    const broken = record(fresh, round('unknown', 'fail'));
    expect(status(broken)).toBe('open');
    const holds = record(broken, round('unknown', 'pass'));
    expect(status(holds)).toBe('practised');
    expect(status(record(holds, round('unknown', 'fail')))).toBe('practised');
  });

  it('keeps a pass of a real engine through a practice round and a lost engine', () => {
    const passed = judge(fresh, 'docker', ['pass']);
    expect(status(judge(passed, 'practice', ['pass', 'unknown']))).toBe('pass');
    expect(status(judge(passed, 'docker', ['error']))).toBe('pass');
  });

  it('reopens when the files no longer hold', () => {
    expect(status(judge(judge(fresh, 'docker', ['pass']), 'docker', ['fail']))).toBe('fail');
  });

  it('says since which change a step is open again, until it holds', () => {
    const since = (progress: Progress) => stepRecord(progress, 'basic', 'two-stages').reopened;
    const lost = judge(judge(fresh, 'docker', ['pass']), 'practice', ['fail'], false, {
      files: ['Dockerfile'],
      line: 3,
    });
    expect(since(lost)).toEqual({ at: 'now', files: ['Dockerfile'], line: 3 });
    const still = judge(lost, 'docker', ['fail'], true, { files: ['other'] });
    expect(since(still)).toEqual(since(lost));
    expect(since(judge(still, 'docker', ['pass']))).toBeUndefined();
    expect(since(judge(fresh, 'docker', ['fail']))).toBeUndefined();
  });

  it('counts a try only when the learner asked and something was judged', () => {
    const tries = (progress: Progress) => stepRecord(progress, 'basic', 'two-stages').tries;
    expect(tries(judge(fresh, 'docker', ['fail']))).toBe(1);
    expect(tries(judge(fresh, 'docker', ['fail'], false))).toBe(0);
    expect(tries(judge(fresh, 'docker', ['error']))).toBe(0);
    expect(tries(judge(judge(fresh, 'docker', ['pass']), 'docker', ['pass']))).toBe(1);
  });

  it('remembers the first and the latest measured size, never a predicted one', () => {
    expect(judge(fresh, 'practice', ['pass']).sizes).toEqual({});
    const first = judge(fresh, 'docker', ['pass']);
    first.sizes.basic = { production: { first: 900, latest: 900 } };
    expect(judge(first, 'docker', ['pass']).sizes.basic?.production).toEqual({ first: 900, latest: 100 });
  });
});

describe('the summary', () => {
  it('ties checklist items to the weakest of their steps', () => {
    const progress = judge(fresh, 'docker', ['pass']);
    const record = progress.labs.basic?.['non-root'];
    if (record) record.status = 'practised';
    expect(checklist(course, progress).map((item) => item.status)).toEqual(['pass', 'practised']);
    expect(labStatus(course.labs[0] as (typeof course.labs)[0], progress)).toBe('practised');
  });

  it('goes on where the learner stopped, else at the first step that does not hold', () => {
    expect(resumePoint(course, fresh)).toEqual({ lab: 'basic', step: 'two-stages' });
    const resumed = { ...fresh, resume: { lab: 'basic', step: 'non-root' } };
    expect(resumePoint(course, resumed)).toEqual({ lab: 'basic', step: 'non-root' });
    const renamed = { ...fresh, resume: { lab: 'basic', step: 'gone' } };
    expect(resumePoint(course, renamed)).toEqual({ lab: 'basic', step: 'two-stages' });
  });
});
