import { LearnerError } from '../errors.ts';
import { type Counts, type Finding, SEVERITIES, type Severity } from './types.ts';

/** What scanners' own words for a severity mean; Grype's `Negligible` is the lowest that there is here. */
const WORDS: Record<string, Severity> = {
  critical: 'critical',
  high: 'high',
  important: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
  negligible: 'low',
};

/** The severity behind a scanner's word; `unknown` for what is none. */
export function severityOf(word: string | undefined): Severity {
  return WORDS[(word ?? '').trim().toLowerCase()] ?? 'unknown';
}

/** CVSS v3's qualitative scale (specification, section 5). */
export function severityOfScore(score: number): Severity {
  if (!(score > 0)) return 'unknown';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

function noCounts(): Counts {
  return { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
}

export function countSeverities(found: readonly { severity: Severity }[]): Counts {
  const counts = noCounts();
  for (const { severity } of found) counts[severity] += 1;
  return counts;
}

/** Worst first, then by package and id: the same report reads the same each time. */
export function byWeight(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    a.package.localeCompare(b.package) ||
    a.id.localeCompare(b.id)
  );
}

/**
 * `HIGH,CRITICAL` as scanners take it.
 *
 * @throws LearnerError `usage` for a word that is no severity
 */
export function parseSeverities(text: string): Severity[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const wrong = words.find((word) => !(SEVERITIES as readonly string[]).includes(word));
  if (wrong === undefined) return SEVERITIES.filter((severity) => words.includes(severity));
  throw new LearnerError(
    'usage',
    `"${wrong}" is no severity.`,
    `Name some of ${SEVERITIES.map((severity) => severity.toUpperCase()).join(',')}, with commas between them.`,
  );
}
