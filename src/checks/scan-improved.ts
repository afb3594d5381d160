import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { countSeverities } from '../scan/severity.ts';
import { defineKind, fail, imageName, pass } from './kind.ts';
import { countsOf, findingsEvidence, saidScan, severities } from './scan-found.ts';

export const scanImproved = defineKind({
  id: 'scan.improved',
  title: 'fewer findings than the baseline',
  args: z.strictObject({
    baseline: z.string().min(1).describe('Another image of the lab.'),
    severities,
  }),
  needs: ['scan'],
  why: 'A change that is meant to make an image safer can be measured, by the same scanner on the same day.',
  async judge(facts, { baseline, severities: asked }, round) {
    const other = round.subject(baseline);
    const [now, before] = [await saidScan(facts), await saidScan(other)];
    const at = (report: typeof now) => report.findings.filter(({ severity }) => asked.includes(severity));
    const [found, had] = [at(now), at(before)];
    if (had.length === 0) {
      throw new NotJudgeable(
        `${imageName(other)} has no finding at these severities, so there is nothing to improve on.`,
        'Is the database of the scanner complete? docker-labs scan shows what it says.',
        'tool-broke',
      );
    }
    const [counts, were] = [countSeverities(found), countSeverities(had)];
    const risen = asked.filter((severity) => counts[severity] > were[severity]);
    const expected = `fewer than ${imageName(other)}: ${countsOf(had, asked)}`;
    const actual = countsOf(found, asked);
    if (found.length < had.length && risen.length === 0) return pass(expected, actual);
    return fail({
      expected,
      actual: found.length < had.length ? `${actual}: ${risen.join(' and ')} rose` : actual,
      evidence: await findingsEvidence(facts, now, found),
      tryNext:
        'Does the last stage start from the new base? That is the one whose packages are in the image.',
      seeIt: `docker-labs scan ${imageName(other)}; docker-labs scan ${imageName(facts)}`,
    });
  },
});
