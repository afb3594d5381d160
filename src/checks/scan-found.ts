import * as z from 'zod';
import { NotJudgeable } from '../errors.ts';
import { originsOf } from '../scan/origin.ts';
import { someOf } from '../scan/summary.ts';
import {
  type Finding,
  type ScanReport,
  SEVERITIES,
  type SecretFinding,
  type Severity,
} from '../scan/types.ts';
import { at, imageName } from './kind.ts';
import { sourceIfAny } from './source.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { chainOf } from './view.ts';

/** `[HIGH, CRITICAL]` in a lab's YAML, in any case. */
export const severities = z
  .array(z.string().toLowerCase().pipe(z.enum(SEVERITIES)))
  .min(1)
  .default(['high', 'critical'])
  .describe('HIGH and CRITICAL when absent.');

/** The scan, if it says anything: an image of which nothing was recognised is neither good nor bad. */
export async function saidScan(facts: SubjectFacts): Promise<ScanReport> {
  const report = await facts.scan();
  if (report.outcome !== 'nothing-recognised') return report;
  throw new NotJudgeable(
    `${report.scanner.name} recognised neither a distribution nor a package in ${imageName(facts)}: that does not mean clean.`,
    'Try another scanner (docker-labs scan --scanner), or scan the builder stage, where the packages still are.',
    'tool-broke',
  );
}

/** At most five of what was found, with the lines that bring them; the base's where the scanner tells no layer. */
export async function findingsEvidence(
  facts: SubjectFacts,
  report: ScanReport,
  findings: Finding[],
  secrets: SecretFinding[] = [],
): Promise<Evidence[]> {
  const image = imageName(facts);
  return [
    ...(await linesOf(facts, { ...report, findings })),
    ...secrets.slice(0, 3).map(({ severity, title, path }): Evidence => {
      return { source: 'scan', image, path, text: `${severity}: ${title}` };
    }),
    ...findings.slice(0, 5).map(({ severity, id, package: name, installed, fixed, path }): Evidence => {
      const mended = fixed === null ? 'no fix yet' : `fixed in ${fixed}`;
      return { source: 'scan', image, path, text: `${severity}: ${id} in ${name} ${installed}, ${mended}` };
    }),
  ];
}

/** The lines of the Dockerfile that bring findings, those with the worst first. */
async function linesOf(facts: SubjectFacts, report: ScanReport): Promise<Evidence[]> {
  const source = await sourceIfAny(facts);
  if (!source) return [];
  const { dockerfile, stage } = source;
  const lines = originsOf(report, { dockerfile, target: facts.subject.target }).flatMap(
    ({ line, madeBy, packages }): Evidence[] =>
      line ? [{ source: 'dockerfile', ...line, text: `${madeBy}: ${someOf(packages, 3)}` }] : [],
  );
  return lines.length > 0
    ? lines.slice(0, 3)
    : [at(dockerfile, (chainOf(dockerfile, stage).at(-1) ?? stage).from)];
}

/** `1 critical, 2 high`. */
export function countsOf(found: readonly { severity: Severity }[], asked: readonly Severity[]): string {
  const parts = SEVERITIES.filter((severity) => asked.includes(severity)).map(
    (severity) => `${found.filter((one) => one.severity === severity).length} ${severity}`,
  );
  return parts.join(', ');
}
