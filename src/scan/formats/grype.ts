import * as z from 'zod';
import { makeReport } from '../report.ts';
import { severityOf } from '../severity.ts';
import type { Finding, ScanReport } from '../types.ts';
import { list, optionalText, part, text, words } from './lenient.ts';

const match = z.object({
  vulnerability: part({
    id: text,
    severity: text,
    dataSource: text,
    fix: part({ versions: words, state: text }),
  }),
  artifact: part({
    name: text,
    version: text,
    locations: list(z.object({ path: text, layerID: text })),
  }),
});
/** `built` moved from `db.built` to `db.status.built` with version 6 of its database. */
const database = part({ built: optionalText, status: part({ built: optionalText }) });
const schema = z.object({
  matches: list(match),
  source: part({
    type: text,
    // A string for folders and files, an object for images.
    target: z.union([z.string(), part({ userInput: text, imageID: optionalText })]).catch(''),
  }),
  distro: part({ name: text }),
  descriptor: part({ version: optionalText, db: database }),
});

/** `matches` and Grype's own descriptor. */
export function isGrype(document: Record<string, unknown>): boolean {
  return Array.isArray(document.matches) && 'descriptor' in document && 'source' in document;
}

/**
 * Grype's JSON. `matches` is always there. It does not list the packages that it knows, so only an image
 * without matches and without a known distribution counts as not recognised.
 */
export function parseGrype(document: Record<string, unknown>): ScanReport {
  const report = schema.parse(document);
  const { target } = report.source;
  const image =
    typeof target === 'string' ? { name: target } : { name: target.userInput, id: target.imageID };
  const { db, version } = report.descriptor;
  return makeReport({
    scanner: {
      name: 'grype',
      version: version === '[not provided]' ? undefined : version,
      database: db.built ?? db.status.built,
    },
    image,
    recognised: report.matches.length > 0 || report.distro.name !== '',
    findings: report.matches.map(finding),
  });
}

function finding({ vulnerability, artifact }: z.infer<typeof match>): Finding {
  const { versions, state } = vulnerability.fix;
  const [location] = artifact.locations;
  return {
    id: vulnerability.id,
    package: artifact.name,
    path: location?.path ?? '',
    installed: artifact.version,
    fixed: state === 'fixed' || state === '' ? versions.join(', ') || null : null,
    severity: severityOf(vulnerability.severity),
    url: vulnerability.dataSource,
    ...(location?.layerID ? { layer: location.layerID } : {}),
  };
}
