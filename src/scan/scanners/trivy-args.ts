/**
 * The image of Trivy that docker-labs runs: one version, never `latest`. 0.69.4 to 0.69.6 were malicious builds, and
 * `latest` pointed at them (CVE-2026-33634).
 */
export const TRIVY_IMAGE = 'aquasec/trivy:0.69.3';

/** `--image-src docker`: else a stranger's image of the same name, from a registry, may be scanned. */
export const trivyImageArgs = (ref: string): string[] => [
  'image',
  '--format',
  'json',
  '--no-progress',
  '--image-src',
  'docker',
  ref,
];

export const trivyFileArgs = (file: string): string[] => [
  'image',
  '--format',
  'json',
  '--no-progress',
  '--input',
  file,
];

/** With these a scan does with the database that is there. */
export const OFFLINE = ['--skip-db-update', '--skip-java-db-update', '--skip-check-update'];

export const TRIVY_VERSION_ARGS = ['--version', '--format', 'json'];

/** The date of the database, from `trivy --version --format json`; undefined where it does not tell. */
export function databaseDate(stdout: string): string | undefined {
  try {
    const { VulnerabilityDB } = JSON.parse(stdout) as { VulnerabilityDB?: { UpdatedAt?: unknown } };
    return typeof VulnerabilityDB?.UpdatedAt === 'string' ? VulnerabilityDB.UpdatedAt : undefined;
  } catch {
    return undefined;
  }
}

/** A line of Trivy's log as progress: what it is at, without time and level. Undefined for the rest. */
export function trivyProgress(line: string): string | undefined {
  const match = /^\S+\s+INFO\s+(.*)$/.exec(line);
  const said = match?.[1]?.replace(/^\[[\w-]+\]\s*/, '').trim();
  return said && /download|update|detect|scan/i.test(said) ? `trivy: ${said}` : undefined;
}
