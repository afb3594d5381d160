import { NotJudgeable } from '../errors.ts';
import { kindsWithoutArgs } from './registry.ts';
import type { ResolvedCheck } from './specs.ts';

/**
 * What is judged when nobody named a check: each kind that means something without arguments, and stays silent
 * (`unknown`) on an image of another kind than it is about. A review that wants a virtual environment of a Go program is
 * not worth reading.
 */
export function reviewChecks(): ResolvedCheck[] {
  return kindsWithoutArgs().map((kind) => {
    const { suits, args = {} } = kind.review ?? {};
    const check = { spec: { id: kind.id, args }, args: kind.args.parse(args) };
    if (!suits) return { ...check, kind };
    const judge: typeof kind.judge = async (facts, given, round) => {
      if (await suits(facts)) return kind.judge(facts, given, round);
      throw new NotJudgeable(
        'This image is not of the kind that it is about.',
        `Ask for it: --check ${kind.id}`,
      );
    };
    return { ...check, kind: { ...kind, judge } };
  });
}
