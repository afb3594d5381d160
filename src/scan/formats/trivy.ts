import * as z from 'zod';
import { makeReport } from '../report.ts';
import { severityOf } from '../severity.ts';
import type { Finding, ScanReport, SecretFinding } from '../types.ts';
import { count, flag, list, optionalText, part, text, words } from './lenient.ts';

const vulnerability = z.object({
  VulnerabilityID: text,
  PkgName: text,
  PkgPath: text,
  InstalledVersion: text,
  FixedVersion: text,
  Severity: text,
  PrimaryURL: text,
  Layer: part({ DiffID: text, Digest: text }),
});
const misconfiguration = z.object({
  ID: text,
  Type: text,
  Severity: text,
  Status: text,
  PrimaryURL: text,
});
const secret = z.object({ RuleID: text, Title: text, Severity: text, StartLine: count });
const result = z.object({
  Target: text,
  Class: text,
  Type: text,
  Vulnerabilities: list(vulnerability),
  Misconfigurations: list(misconfiguration),
  Secrets: list(secret),
});
const schema = z.object({
  Trivy: part({ Version: optionalText }),
  ArtifactName: text,
  Metadata: part({
    OS: part({ Family: text, EOSL: flag }),
    ImageID: optionalText,
    DiffIDs: words,
    ImageConfig: part({ history: list(z.object({ created_by: text, empty_layer: flag })).catch([]) }),
  }),
  Results: list(result),
});
type Result = z.infer<typeof result>;

/** `"SchemaVersion": 2` and an artefact: what `trivy … --format json` writes. */
export function isTrivy(document: Record<string, unknown>): boolean {
  return document.SchemaVersion === 2 && 'ArtifactName' in document;
}

/**
 * Trivy's JSON. Every list may be absent. Clean has two shapes that mean different things: a Result without
 * Vulnerabilities is clean; no Results at all means that nothing was recognised. A distribution that Trivy has no
 * data of (`Unsupported os`, a warning only) is named in the metadata and has no Result of its own: the packages of
 * the programs may be clean, those of the distribution nobody looked at.
 */
export function parseTrivy(document: Record<string, unknown>): ScanReport {
  const report = schema.parse(document);
  const { OS, ImageID, DiffIDs, ImageConfig } = report.Metadata;
  // A secret scanner reads any file: its results alone do not mean that packages were looked at.
  const looked = report.Results.filter((one) => one.Class !== 'secret');
  const knowsSystem = ['', 'none'].includes(OS.Family) || looked.some((one) => one.Class === 'os-pkgs');
  return makeReport({
    scanner: { name: 'trivy', version: report.Trivy.Version },
    image: {
      name: report.ArtifactName,
      id: ImageID,
      layers: DiffIDs,
      madeBy: ImageConfig.history.filter((one) => !one.empty_layer).map((one) => one.created_by),
    },
    recognised: looked.length > 0 && knowsSystem,
    endOfLife: OS.EOSL,
    findings: report.Results.flatMap((one) => [...vulnerabilities(one), ...misconfigurations(one)]),
    secrets: report.Results.flatMap(secrets),
  });
}

function vulnerabilities({ Target, Vulnerabilities }: Result): Finding[] {
  return Vulnerabilities.map((one) => ({
    id: one.VulnerabilityID,
    package: one.PkgName,
    path: one.PkgPath || Target,
    installed: one.InstalledVersion,
    fixed: one.FixedVersion || null,
    severity: severityOf(one.Severity),
    url: one.PrimaryURL,
    layer: one.Layer.DiffID || one.Layer.Digest,
  }));
}

/** A failed check of a configuration counts: Trivy's own exit code counts it, too. */
function misconfigurations({ Target, Misconfigurations }: Result): Finding[] {
  return Misconfigurations.filter((one) => one.Status === 'FAIL' || one.Status === '').map((one) => ({
    id: one.ID,
    package: one.Type,
    path: Target,
    installed: '',
    fixed: null,
    severity: severityOf(one.Severity),
    url: one.PrimaryURL,
  }));
}

function secrets({ Target, Secrets }: Result): SecretFinding[] {
  return Secrets.map((one) => ({
    id: one.RuleID,
    title: one.Title,
    path: Target,
    line: one.StartLine && one.StartLine > 0 ? one.StartLine : null,
    severity: severityOf(one.Severity),
  }));
}
