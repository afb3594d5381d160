import * as z from 'zod';
import { makeReport } from '../report.ts';
import { severityOf, severityOfScore } from '../severity.ts';
import type { Finding, ScanReport, Severity } from '../types.ts';
import { list, optionalText, part, text, words } from './lenient.ts';

const message = part({ text });
const rule = z.object({
  id: text,
  helpUri: text,
  help: message,
  properties: part({
    cvssV3_severity: text,
    'security-severity': z.union([z.string(), z.number()]).optional().catch(undefined),
    fixed_version: text,
    purl: text,
    purls: words,
    tags: words,
  }),
});
const location = z.object({
  physicalLocation: part({ artifactLocation: part({ uri: text }) }),
  logicalLocations: list(z.object({ fullyQualifiedName: text, name: text })),
});
const result = z.object({
  ruleId: text,
  ruleIndex: z.int().optional().catch(undefined),
  kind: text,
  level: text,
  message,
  locations: list(location),
  suppressions: z.array(z.unknown()).nullish().catch(null),
});
const run = z.object({
  tool: part({ driver: part({ name: text, fullName: text, version: optionalText, rules: list(rule) }) }),
  // Absent means "not computed" (SARIF 2.1.0, 3.14.23), empty means "nothing found".
  results: list(result),
  properties: part({ imageName: text, imageID: optionalText }),
});
const schema = z.object({ runs: list(run) });
type Rule = z.infer<typeof rule>;
type Result = z.infer<typeof result>;

/** SARIF 2.1.0, of whatever scanner. */
export function isSarif(document: Record<string, unknown>): boolean {
  return Array.isArray(document.runs) && String(document.version ?? '').startsWith('2.');
}

/**
 * SARIF, which Docker Scout writes, and Trivy, Grype and Snyk can write. It has no field for a package or
 * its versions: they are in the rule's properties (Scout) or in the lines of the message (the others).
 */
export function parseSarif(document: Record<string, unknown>): ScanReport {
  const { runs } = schema.parse(document);
  const computed = (document.runs as unknown[]).some(
    (one) => one !== null && typeof one === 'object' && Array.isArray((one as { results?: unknown }).results),
  );
  const [first] = runs;
  const driver = first?.tool.driver;
  const findings = runs.flatMap(({ tool, results }) =>
    results
      .filter((one) => !one.suppressions?.length && one.kind !== 'pass')
      .map((one) => finding(one, ruleOf(one, tool.driver.rules))),
  );
  return makeReport({
    scanner: { name: scannerName(driver?.fullName || driver?.name || 'SARIF'), version: driver?.version },
    image: { name: first?.properties.imageName ?? '', id: first?.properties.imageID },
    recognised: computed,
    findings,
  });
}

/** The names that this program has for them, where it has. */
function scannerName(name: string): string {
  const known = ['trivy', 'grype', 'scout', 'snyk'].find((one) => name.toLowerCase().includes(one));
  return known ?? name;
}

function ruleOf({ ruleId, ruleIndex }: Result, rules: Rule[]): Rule | undefined {
  return rules.find((one) => one.id === ruleId) ?? (ruleIndex === undefined ? undefined : rules[ruleIndex]);
}

function finding(result: Result, rule: Rule | undefined): Finding {
  const { properties } = rule ?? {};
  const said = [result.message.text, rule?.help.text ?? ''].join('\n');
  const [place] = result.locations;
  const logical = place?.logicalLocations[0];
  const purl = parsePurl(
    /pkg:\S+/.exec(said)?.[0] ||
      properties?.purl ||
      properties?.purls[0] ||
      logical?.fullyQualifiedName ||
      '',
  );
  const id = result.ruleId || rule?.id || '';
  return {
    id: /(?:CVE-\d{4}-\d+|GHSA(?:-\w{4}){3})/.exec(id)?.[0] ?? id,
    package: purl?.name ?? field(said, 'Package') ?? logical?.name ?? '',
    path: place?.physicalLocation.artifactLocation.uri ?? '',
    installed: purl?.version ?? field(said, 'Installed version') ?? '',
    fixed: fixedVersion(properties?.fixed_version || field(said, 'Fixed version')),
    severity: severity(result, rule, said),
    url: rule?.helpUri ?? '',
  };
}

/** `pkg:deb/debian/openssl@3.0.11?arch=amd64`: the name (with its namespace for scopes) and the version. */
function parsePurl(text: string): { name: string; version: string | undefined } | undefined {
  const match = /^pkg:[^/]+\/([^@?#]+)(?:@([^?#\s]+))?/.exec(text.replace(/\/@/, '/%40'));
  if (!match) return undefined;
  const parts = decode(match[1] ?? '').split('/');
  const scope = parts.at(-2)?.startsWith('@') ? `${parts.at(-2)}/` : '';
  return { name: `${scope}${parts.at(-1)}`, version: match[2] ? decode(match[2]) : undefined };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `Fixed Version: 1.2`, also in the columns that Scout writes (`Fixed version  : 1.2`). */
function field(said: string, name: string): string | undefined {
  const match = new RegExp(`^\\s*${name}[ \\t]*:[ \\t]*(.*)$`, 'im').exec(said);
  return match?.[1]?.trim() || undefined;
}

function fixedVersion(text: string | undefined): string | null {
  return text === undefined || /^(not fixed|none|unknown|-)?$/i.test(text.trim()) ? null : text;
}

/** The scanner's own word first; `UNSPECIFIED` is one, too. The score only where there is no word. */
function severity(result: Result, rule: Rule | undefined, said: string): Severity {
  const { properties } = rule ?? {};
  if (properties?.cvssV3_severity) return severityOf(properties.cvssV3_severity);
  const words = [field(said, 'Severity'), ...(properties?.tags ?? [])].map(severityOf);
  const named = words.find((one) => one !== 'unknown');
  if (named) return named;
  const score = Number(properties?.['security-severity'] ?? Number.NaN);
  if (score > 0) return severityOfScore(score);
  return (
    ({ error: 'high', warning: 'medium', note: 'low' }[result.level] as Severity | undefined) ?? 'unknown'
  );
}
