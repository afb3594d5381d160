import { type Finding, type ScanReport, SEVERITIES, type SecretFinding, type Severity } from './types.ts';

/** Which findings are too many: the default of scan, of the checks and of the lab's script. */
export const DEFAULT_SEVERITIES: Severity[] = ['critical', 'high'];

export interface Gate {
  severities: readonly Severity[];
  /** Count only what a newer version mends. */
  ignoreUnfixed?: boolean;
}

/** The findings and secrets that a gate does not let through. */
export function held(
  report: ScanReport,
  { severities, ignoreUnfixed = false }: Gate,
): { findings: Finding[]; secrets: SecretFinding[] } {
  return {
    findings: report.findings.filter(
      ({ severity, fixed }) => severities.includes(severity) && !(ignoreUnfixed && fixed === null),
    ),
    secrets: report.secrets.filter(({ severity }) => severities.includes(severity)),
  };
}

/** `HIGH,CRITICAL`, as scanners take it. */
export function severityWords(severities: readonly Severity[]): string {
  return SEVERITIES.filter((severity) => severities.includes(severity))
    .reverse()
    .join(',')
    .toUpperCase();
}
