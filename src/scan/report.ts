import { sanitiseLine } from '../text/sanitise.ts';
import { byWeight, countSeverities } from './severity.ts';
import type { Finding, ScanReport, SecretFinding } from './types.ts';

/** More findings than this no one reads, and no real image has. */
const MAX_FINDINGS = 50_000;

/** What a parser takes out of a report, before it is cleaned and counted. */
export interface Parts {
  scanner: { name: string; version?: string | undefined; database?: string | undefined };
  image: { name: string; id?: string | undefined; layers?: string[]; madeBy?: string[] };
  /** Did the scanner know anything in the image? */
  recognised: boolean;
  endOfLife?: boolean;
  findings: Finding[];
  secrets?: SecretFinding[];
}

/**
 * A report in the one form: text sanitised, the same finding once, sorted and counted.
 */
export function makeReport({
  scanner,
  image,
  recognised,
  endOfLife,
  findings,
  secrets = [],
}: Parts): ScanReport {
  const clean = unique(findings.slice(0, MAX_FINDINGS).map(cleanFinding)).sort(byWeight);
  const cleanSecrets = secrets.slice(0, MAX_FINDINGS).map(cleanSecret);
  const layers = (image.layers ?? []).flatMap((layer) => imageId(layer) ?? []);
  const madeBy = image.madeBy?.length === layers.length ? image.madeBy : [];
  return {
    scanner: {
      name: sanitiseLine(scanner.name, 80),
      version: line(scanner.version),
      database: isoDate(scanner.database),
    },
    image: {
      name: sanitiseLine(image.name),
      id: imageId(image.id),
      layers,
      madeBy: madeBy.map((text) => sanitiseLine(text, 400)),
    },
    outcome:
      clean.length + cleanSecrets.length > 0 ? 'findings' : recognised ? 'clean' : 'nothing-recognised',
    endOfLife: endOfLife ?? false,
    counts: countSeverities(clean),
    fixable: countSeverities(clean.filter(({ fixed }) => fixed !== null)),
    findings: clean,
    secrets: cleanSecrets,
  };
}

function cleanFinding(finding: Finding): Finding {
  const { layer } = finding;
  return {
    id: sanitiseLine(finding.id, 120),
    package: sanitiseLine(finding.package, 160),
    path: sanitiseLine(finding.path),
    installed: sanitiseLine(finding.installed, 120),
    fixed: line(finding.fixed),
    severity: finding.severity,
    url: webAddress(finding.url),
    ...(layer ? { layer: sanitiseLine(layer, 80) } : {}),
  };
}

function cleanSecret(secret: SecretFinding): SecretFinding {
  return {
    ...secret,
    id: sanitiseLine(secret.id, 120),
    title: sanitiseLine(secret.title, 160),
    path: sanitiseLine(secret.path),
  };
}

/** Several paths to one package are one finding of it. */
function unique(findings: Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.id, finding.package, finding.installed, finding.path]);
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

function line(text: string | null | undefined): string | null {
  const cleaned = sanitiseLine(text ?? '', 120);
  return cleaned === '' ? null : cleaned;
}

function webAddress(text: string): string {
  return /^https?:\/\//.test(text) ? sanitiseLine(text) : '';
}

function imageId(text: string | undefined): string | null {
  const match = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text ?? '');
  return match ? `sha256:${match[1]}` : null;
}

/** Go's zero time stands for "not known". */
function isoDate(text: string | undefined): string | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) || time <= 0 ? null : new Date(time).toISOString();
}
