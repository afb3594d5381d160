import { describe, expect, it } from 'vitest';
import { standingIn } from '../../src/progress/attempt-steps.ts';
import { realCourse } from '../helpers/session.ts';

const course = await realCourse();
const lab = course.labs.find(({ id }) => id === 'basic');
if (!lab) throw new Error('no lab');

type Status = 'pass' | 'warn' | 'fail' | 'unknown';
/** Steps with all of their checks at one status. */
const judged = (count: number, status: Status) =>
  lab.steps
    .slice(0, count)
    .map(({ id, checks }) => ({ id, checks: checks.map((one) => ({ id: one.id, status })) }));

describe('how a lab stood in one attempt', () => {
  it('is told of all of its steps, those that were not judged included', () => {
    expect(standingIn({ confidence: 'measured', steps: judged(3, 'pass') }, lab)).toEqual({
      held: 3,
      of: lab.steps.length,
      fails: false,
    });
  });

  it('takes no step for held that fails, that nothing could be said of, or whose checks are not the course’s', () => {
    const [first, second, third, ...rest] = judged(4, 'pass');
    const fails = { ...first, checks: first?.checks.map((one) => ({ ...one, status: 'fail' as const })) };
    const other = { ...second, checks: second?.checks.slice(1) };
    const unknown = {
      ...third,
      checks: third?.checks.map((one) => ({ ...one, status: 'unknown' as const })),
    };
    const steps = [fails, other, unknown, ...rest] as ReturnType<typeof judged>;
    expect(standingIn({ confidence: 'measured', steps }, lab)).toMatchObject({ held: 1, fails: true });
  });

  it('counts what is practised where nothing fails', () => {
    expect(standingIn({ confidence: 'predicted', steps: judged(2, 'unknown') }, lab).held).toBe(2);
  });
});
