import { describe, expect, it } from 'vitest';
import type { LabReport, Verdict } from '../../../src/checks/types.ts';
import { solutionFaults, starterFaults, wrongFaults } from '../../../src/commands/author/expectations.ts';
import { wrongSchema } from '../../../src/course/schema.ts';
import type { WrongAnswer } from '../../../src/course/types.ts';
import { courseFixture } from '../../helpers/course.ts';

const lab = (() => {
  const [one] = courseFixture({ basic: ['look', 'user'] }).labs;
  if (!one) throw new Error('no lab');
  const checks = [{ id: 'user.nonroot', required: true }];
  return { ...one, steps: one.steps.map((step) => ({ ...step, checks })) };
})();

function verdict(id: string, status: Verdict['status'], more: Partial<Verdict> = {}): Verdict {
  const rest = {
    required: true,
    confidence: 'measured',
    expected: 'x',
    actual: 'root',
    why: '',
    tryNext: '',
  };
  return { id, status, evidence: [], ...rest, ...more } as Verdict;
}

function report(steps: Record<string, Verdict[]>): LabReport {
  const all = Object.entries(steps).map(([id, checks]) => ({
    id,
    checks,
    status: checks[0]?.status ?? 'pass',
  }));
  return { lab: 'basic', status: 'fail', steps: all, builds: {}, images: {}, engine: undefined };
}

const wrong = (more: object = {}): WrongAnswer => ({
  name: 'user.nonroot.root',
  dir: '/wrong',
  manifest: wrongSchema.parse({ step: 'user', check: 'user.nonroot', why: 'root', ...more }),
});

const at = (line: number, file = 'Dockerfile') => ({
  source: 'dockerfile' as const,
  file,
  line,
  text: 'USER root',
});

describe('a starter', () => {
  it('must leave each step to be done', () => {
    const done = report({ user: [verdict('user.nonroot', 'pass')] });
    expect(starterFaults(lab, done)).toEqual(['step user holds for the starter already']);
  });

  it('may hold in a step that only looks', () => {
    const looking = { ...lab, steps: lab.steps.map((step) => ({ ...step, holdsFromStart: true })) };
    expect(starterFaults(looking, report({ look: [verdict('user.nonroot', 'pass')] }))).toEqual([]);
  });
});

describe('a solution', () => {
  it('must pass every required check', () => {
    const faults = solutionFaults(report({ user: [verdict('user.nonroot', 'fail')] }), true);
    expect(faults).toEqual(['user.nonroot says fail: root']);
  });

  it('may stay unknown in practice only', () => {
    const unknown = report({ user: [verdict('run.responds', 'unknown')] });
    expect(solutionFaults(unknown, false)).toEqual([]);
    expect(solutionFaults(unknown, true)).toHaveLength(1);
  });

  it('is measured on a real engine, never predicted there', () => {
    const predicted = report({ user: [verdict('user.nonroot', 'pass', { confidence: 'predicted' })] });
    expect(solutionFaults(predicted, false)).toEqual([]);
    expect(solutionFaults(predicted, true)).toEqual(['user.nonroot is not measured but predicted']);
  });

  it('may be warned that its base grows old, and of nothing else', () => {
    const warned = report({ user: [verdict('base.supported', 'warn'), verdict('health.loopback', 'warn')] });
    expect(solutionFaults(warned, true)).toEqual(['health.loopback says warn: root']);
  });

  it('is not judged by optional checks', () => {
    const optional = report({ user: [verdict('user.nonroot', 'fail', { required: false })] });
    expect(solutionFaults(optional, true)).toEqual([]);
  });
});

describe('a wrong answer', () => {
  const caught = report({ user: [verdict('user.nonroot', 'fail', { evidence: [at(7)] })] });

  it('is proved when its check fails at its line', () => {
    expect(wrongFaults(caught, wrong({ file: 'Dockerfile', line: 7, says: 'USER root' }), true)).toEqual([]);
  });

  it('is not proved when its check lets it through', () => {
    const passed = report({ user: [verdict('user.nonroot', 'pass')] });
    expect(wrongFaults(passed, wrong(), true)[0]).toMatch(/does not catch it: it says pass/);
  });

  it('is not proved when another step’s check of the same kind fails', () => {
    const elsewhere = report({ look: [verdict('user.nonroot', 'fail')], user: [] });
    expect(wrongFaults(elsewhere, wrong(), true)[0]).toMatch(/does not catch it/);
  });

  it.each([
    [{ file: 'Dockerfile', line: 8 }, 'user.nonroot blames Dockerfile:7, not Dockerfile:8'],
    [{ file: 'other', line: 7 }, 'user.nonroot blames Dockerfile:7, not other:7'],
    [{ says: 'nobody' }, 'user.nonroot does not say "nobody" but: root'],
  ])('is not proved when the verdict misses %j', (more, fault) => {
    expect(wrongFaults(caught, wrong(more), true)).toEqual([fault]);
  });

  it('is not proved when something else fails too, unless that is said', () => {
    const both = report({ user: [verdict('user.nonroot', 'fail'), verdict('run.responds', 'fail')] });
    expect(wrongFaults(both, wrong(), true)).toEqual(['run.responds fails with it: root']);
    expect(wrongFaults(both, wrong({ alsoFails: ['run.responds'] }), true)).toEqual([]);
  });

  it('may be beyond the practice engine, which must then say so', () => {
    const answer = wrong({ practice: 'unknown' });
    expect(wrongFaults(report({ user: [verdict('user.nonroot', 'unknown')] }), answer, false)).toEqual([]);
    const sure = report({ user: [verdict('user.nonroot', 'pass')] });
    expect(wrongFaults(sure, answer, false)).toEqual(['user.nonroot says pass, not unknown']);
  });
});
