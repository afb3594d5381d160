import * as z from 'zod';
import { LearnerError } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import { makeReport } from '../report.ts';
import { severityOf } from '../severity.ts';
import type { Finding, ScanReport } from '../types.ts';
import { count, list, optionalText, part, text, words } from './lenient.ts';

const issue = z.object({
  id: text,
  severity: text,
  packageName: text,
  name: text,
  version: text,
  nearestFixedInVersion: text,
  fixedIn: words,
  identifiers: part({ CVE: words }),
});
const project = z.object({
  vulnerabilities: list(issue),
  dependencyCount: count,
  packageManager: text,
  projectName: text,
  path: text,
  displayTargetFile: text,
  docker: part({ imageId: optionalText }),
  error: optionalText,
});
type Project = z.infer<typeof project>;

/** One project of `snyk container test --json`, or a list of them, or its error. */
export function isSnyk(document: unknown): boolean {
  const first: unknown = Array.isArray(document) ? document[0] : document;
  if (first === null || typeof first !== 'object' || !('ok' in first)) return false;
  return 'vulnerabilities' in first || 'error' in first;
}

/**
 * Snyk's JSON: the system's packages, with the application's under `applications`, or a list of both. The
 * same issue is repeated for every path that leads to its package.
 *
 * @throws LearnerError `bad-file` when it holds Snyk's error instead of a result
 */
export function parseSnyk(document: unknown): ScanReport {
  const first = (Array.isArray(document) ? document : [document]).map(
    (one) => one as { applications?: unknown },
  );
  const projects = first
    .flatMap((one) => [one, ...(Array.isArray(one.applications) ? (one.applications as unknown[]) : [])])
    .map((one) => project.parse(one));
  const [main] = projects;
  if (main?.error !== undefined && projects.every((one) => one.vulnerabilities.length === 0)) {
    throw new LearnerError(
      'bad-file',
      `Snyk could not scan: ${sanitiseLine(main.error)}`,
      'Mend that (snyk auth logs in), and scan again.',
    );
  }
  return makeReport({
    scanner: { name: 'snyk' },
    image: { name: imageName(main), id: main?.docker.imageId },
    recognised: projects.some((one) => (one.dependencyCount ?? 0) > 0),
    findings: projects.flatMap(findings),
  });
}

/** `docker-image|app`, with the path `app:1.0/app`. */
function imageName(main: Project | undefined): string {
  const name = main?.projectName.replace(/^docker-image\|/, '') ?? '';
  const path = main?.path ?? '';
  return path.endsWith(`/${name}`) ? path.slice(0, -name.length - 1) : path || name;
}

function findings({ vulnerabilities, packageManager, displayTargetFile }: Project): Finding[] {
  return vulnerabilities.map((one) => ({
    id: one.identifiers.CVE[0] ?? one.id,
    package: one.packageName || one.name,
    path: displayTargetFile || packageManager,
    installed: one.version,
    fixed: one.nearestFixedInVersion || one.fixedIn[0] || null,
    severity: severityOf(one.severity),
    url: /^[\w:.@%/-]+$/.test(one.id) ? `https://security.snyk.io/vuln/${one.id}` : '',
  }));
}
