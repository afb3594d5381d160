import * as z from 'zod';
import { held, severityWords } from '../scan/gate.ts';
import { defineKind, fail, imageName, pass } from './kind.ts';
import { countsOf, findingsEvidence, saidScan, severities } from './scan-found.ts';

export const scanSeverity = defineKind({
  id: 'scan.severity',
  title: 'no finding at the asked severities',
  args: z.strictObject({
    severities,
    ignoreUnfixed: z
      .boolean()
      .default(true)
      .describe('Count only what a newer version mends: for the rest there is nothing to do yet.'),
  }),
  needs: ['scan'],
  why: 'What is known and has a fix is what attackers try first: the way in is written down, and so is the way out.',
  async judge(facts, { severities: asked, ignoreUnfixed }) {
    const report = await saidScan(facts);
    const { findings, secrets } = held(report, { severities: asked, ignoreUnfixed });
    const all = [...findings, ...secrets];
    const expected = `no ${ignoreUnfixed ? 'fixable ' : ''}finding at ${severityWords(asked)}`;
    const unfixed = held(report, { severities: asked }).findings.length - findings.length;
    const rest = unfixed > 0 ? ` (${unfixed} without a fix yet)` : '';
    if (all.length === 0) return pass(expected, `${report.scanner.name} found none${rest}`);
    return fail({
      expected,
      actual: `${countsOf(all, asked)}${rest}`,
      evidence: await findingsEvidence(facts, report, findings, secrets),
      tryNext: report.endOfLife
        ? 'The distribution of the base has ended: no update in it will come. Move to a base that is supported.'
        : 'Take a newer base first: most findings come with it. What is left is in your own dependencies.',
      seeIt: `docker-labs scan ${imageName(facts)}`,
    });
  },
});
