/**
 * What to find, by the label `dev.docker-labs.standin.vulns` of the image:
 * - a list such as `HIGH,CRITICAL:unfixed,LOW:app`: one finding each, with a fixed version unless `:unfixed`, in the
 *   lowest layer, or with `:app` in the topmost one;
 * - `none`: the image is recognised, and clean;
 * - `unrecognised`: no Results at all, as for an image that Trivy cannot read;
 * - `crash`: the database cannot be downloaded;
 * - `slow`: the download of the database takes a minute, and then it is clean.
 * Without the label the base decides: Node 18 has ended and has findings, whatever is newer is clean.
 */
const LABEL = 'dev.docker-labs.standin.vulns';
const CRASH =
  'run error: init error: DB error: failed to download vulnerability DB: OCI artifact error: failed to download vulnerability DB: context deadline exceeded';

export function findingsFor({ config, diffIds }) {
  const wanted = config.Labels?.[LABEL]?.trim();
  const ended = (config.Env ?? []).some((pair) => /^NODE_VERSION=(\d|1\d)\./.test(pair));
  const os = { Family: 'debian', Name: '13.2', ...(ended ? { EOSL: true } : {}) };
  if (wanted === 'crash') return { crash: CRASH, os, vulnerabilities: [] };
  if (wanted === 'slow') return { slow: 60_000, os, recognised: true, vulnerabilities: [] };
  if (wanted === 'unrecognised') {
    return { os: { Family: 'none', Name: '' }, recognised: false, vulnerabilities: [] };
  }
  const list = wanted ?? (ended ? 'CRITICAL,HIGH,HIGH:unfixed,MEDIUM' : 'none');
  const items = list === 'none' ? [] : list.split(',').map((item) => item.trim());
  const layers = { base: diffIds[0], app: diffIds.at(-1) };
  return {
    os,
    recognised: true,
    vulnerabilities: items.map((item, index) => vulnerability(item, index, layers)),
  };
}

function vulnerability(item, index, layers) {
  const [severity, ...words] = item.split(':');
  const id = `CVE-2099-${String(1001 + index)}`;
  const fixed = !words.includes('unfixed');
  const DiffID = words.includes('app') ? layers.app : layers.base;
  return {
    VulnerabilityID: id,
    PkgID: `standin-${index + 1}@1.0.0`,
    PkgName: `standin-${index + 1}`,
    InstalledVersion: '1.0.0',
    ...(fixed ? { FixedVersion: '1.0.1' } : {}),
    ...(DiffID ? { Layer: { DiffID } } : {}),
    Status: fixed ? 'fixed' : 'affected',
    SeveritySource: 'debian',
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    Title: 'invented by the stand-in scanner of docker-labs',
    Severity: severity.toUpperCase(),
  };
}
