import type { KeepRule } from '../../src/checks/facts.ts';
import { judgeOne } from '../../src/checks/judge.ts';
import { resolveCheck } from '../../src/checks/specs.ts';
import type { Round, Verdict } from '../../src/checks/types.ts';
import { EXPECTED, type Expected } from './verdict-cases.ts';

/** A row of the table in one line, for the names of tests. */
export const nameOf = ({ image, id, args, status }: Expected): string =>
  `${id}${args === undefined ? '' : ` ${JSON.stringify(args)}`} of ${image}: ${status}`;

const resolved = (row: Expected) =>
  resolveCheck({ id: row.id, ...(row.args === undefined ? {} : { args: row.args }) });

/** What the checks of the table read of each image's files. */
export function keepsOfTable(): Map<string, KeepRule[]> {
  const keeps = new Map<string, KeepRule[]>();
  for (const row of EXPECTED) {
    const { kind, args } = resolved(row);
    const rule: KeepRule = (image) => kind.keeps?.(args, image) ?? [];
    keeps.set(row.image, [...(keeps.get(row.image) ?? []), rule]);
  }
  return keeps;
}

/** The verdict of a row's check in this round. */
export function judgeRow(row: Expected, round: Round): Promise<Verdict> {
  return judgeOne(resolved(row), round.subject(row.image), round, true);
}

/** Status, line and words of a verdict, against its row: empty when all fit. */
export function misfits(row: Expected, verdict: Verdict): string[] {
  const { status, line, says } = row;
  const words = [verdict.actual, verdict.tryNext, ...verdict.evidence.map((one) => one.text)].join('\n');
  return [
    ...(verdict.status === status ? [] : [`is ${verdict.status} (${verdict.actual}), not ${status}`]),
    ...(line === undefined || verdict.evidence.some((one) => one.line === line)
      ? []
      : [`blames ${JSON.stringify(verdict.evidence.map((one) => one.line))}, not line ${line}`]),
    ...(says === undefined || words.includes(says) ? [] : [`does not say "${says}": ${words}`]),
    ...(verdict.status === 'pass' || (verdict.why && verdict.tryNext) ? [] : ['has no why or tryNext']),
  ];
}
