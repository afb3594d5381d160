import { SEVERITIES, VERSION } from './command-line.mjs';

const target = ({ image, found }) => `${image.name} (${found.os.Family} ${found.os.Name})`;

/** Trivy's JSON report, SchemaVersion 2; empty lists are left out, as Trivy does. */
export function report({ image, found, vulnerabilities }) {
  const result = {
    Target: target({ image, found }),
    Class: 'os-pkgs',
    Type: found.os.Family,
    ...(vulnerabilities.length > 0 ? { Vulnerabilities: vulnerabilities } : {}),
  };
  const document = {
    SchemaVersion: 2,
    Trivy: { Version: VERSION },
    CreatedAt: new Date().toISOString(),
    ArtifactID: image.id,
    ArtifactName: image.name,
    ArtifactType: 'container_image',
    Metadata: {
      ...(image.size > 0 ? { Size: image.size } : {}),
      OS: found.os,
      ImageID: image.id,
      DiffIDs: image.diffIds,
      RepoTags: image.tags,
      ImageConfig: { architecture: image.architecture, os: image.os, config: image.config },
    },
    ...(found.recognised ? { Results: [result] } : {}),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The table for people, as far as scripts might look at it: title, totals, one line a finding. */
export function table({ image, found, vulnerabilities, severities }) {
  if (!found.recognised) return '';
  const title = target({ image, found });
  const counts = SEVERITIES.filter((each) => severities.includes(each)).map(
    (each) => `${each}: ${vulnerabilities.filter(({ Severity }) => Severity === each).length}`,
  );
  const rows = vulnerabilities.map((each) =>
    [
      each.PkgName,
      each.VulnerabilityID,
      each.Severity,
      each.Status,
      each.InstalledVersion,
      each.FixedVersion ?? '',
    ].join(' │ '),
  );
  const lines = [
    title,
    '='.repeat(title.length),
    `Total: ${vulnerabilities.length} (${counts.join(', ')})`,
    '',
    ...rows,
  ];
  return `\n${lines.join('\n')}\n`;
}
