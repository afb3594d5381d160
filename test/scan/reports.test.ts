import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LearnerError } from '../../src/errors.ts';
import { parseReport } from '../../src/scan/parse.ts';
import { MAX_REPORT_BYTES, readReportFile } from '../../src/scan/read-file.ts';
import { SEVERITIES } from '../../src/scan/types.ts';

const folder = fileURLToPath(new URL('../fixtures/scan', import.meta.url));
const read = (name: string) => readReportFile(join(folder, `${name}.json`));
const text = (name: string) => readFile(join(folder, `${name}.json`), 'utf8');
const none = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };

describe('a report of Trivy', () => {
  it('of an image on a distribution that has ended', async () => {
    const report = await read('trivy-alpine-310');
    expect(report).toMatchObject({
      outcome: 'findings',
      endOfLife: true,
      counts: { ...none, medium: 4 },
      fixable: { ...none, medium: 4 },
      image: {
        id: 'sha256:961769676411f082461f9ef46626dd7a2d1e2b2a38e6a44364bcbecf51e66dd4',
        madeBy: [expect.stringMatching(/^\/bin\/sh -c #\(nop\) ADD file:fe64057/)],
      },
    });
    expect(report.findings[0]).toEqual({
      id: 'CVE-2019-1549',
      package: 'libcrypto1.1',
      path: 'testdata/fixtures/images/alpine-310.tar.gz (alpine 3.10.2)',
      installed: '1.1.1c-r0',
      fixed: '1.1.1d-r0',
      severity: 'medium',
      url: 'https://avd.aquasec.com/nvd/cve-2019-1549',
      layer: 'sha256:03901b4a2ea88eeaad62dbe59b072b28b6efa00491962b8741081c5df50c65e0',
    });
  });

  it('tells clean from nothing recognised', async () => {
    expect(await read('trivy-sl-micro-rancher5.4')).toMatchObject({ outcome: 'clean', counts: none });
    expect(await read('trivy-alpine-39-skip')).toMatchObject({ outcome: 'nothing-recognised', counts: none });
  });

  it('of a distribution that Trivy has no data of is not clean, although the programs’ packages are', async () => {
    const document = JSON.parse(await text('trivy-npm'));
    delete document.Results[0].Vulnerabilities;
    expect(parseReport(JSON.stringify(document), 'x').outcome).toBe('clean');
    document.Metadata = { OS: { Family: 'plan9', Name: '4' } };
    expect(parseReport(JSON.stringify(document), 'x').outcome).toBe('nothing-recognised');
    document.Results.push({ Target: 'plan9 4', Class: 'os-pkgs', Type: 'plan9' });
    expect(parseReport(JSON.stringify(document), 'x').outcome).toBe('clean');
  });

  it('with system and language packages lists the worst first', async () => {
    const { findings } = await read('trivy-fluentd-gems');
    expect(findings.map(({ package: name, severity }) => [name, severity])).toEqual([
      ['libidn2-0', 'critical'],
      ['activesupport', 'high'],
    ]);
  });

  it('with secrets has them, redacted as Trivy redacts them', async () => {
    const { secrets, outcome } = await read('trivy-secrets');
    expect(outcome).toBe('findings');
    expect(secrets[0]).toEqual({
      id: 'aws-access-key-id',
      title: 'AWS Access Key ID',
      path: 'deploy.sh',
      line: 3,
      severity: 'critical',
    });
    expect(JSON.stringify(secrets)).not.toContain('ghp_');
  });

  it('of a configuration counts a failed check, as its exit code does', async () => {
    const { findings, counts } = await read('trivy-dockerfile');
    expect(counts).toEqual({ ...none, high: 1 });
    expect(findings[0]).toMatchObject({ id: 'DS-0002', path: 'Dockerfile', fixed: null });
  });
});

describe('a report of Grype', () => {
  it('has the database date, the image id and only fixes that are there', async () => {
    const report = await read('grype-ghsa-test');
    expect(report.scanner).toEqual({
      name: 'grype',
      version: '0.65.1',
      database: '2023-08-31T01:24:19.000Z',
    });
    expect(report.image.id).toBe('sha256:e1a0913e5e6eb346f15791e9627842ae80b14564f9c7a4f2e0910a9433673d8b');
    expect(report).toMatchObject({ counts: { ...none, medium: 2 }, fixable: { ...none, medium: 1 } });
  });

  it('reads its Title Case severities and several fixed versions', async () => {
    const { findings } = await read('grype-image-mock');
    expect(findings.map(({ severity, fixed }) => [severity, fixed])).toEqual([
      ['critical', null],
      ['low', '1.2.1, 2.1.3, 3.4.0'],
    ]);
  });

  it('without matches is clean only where it knew the distribution', async () => {
    expect((await read('grype-empty')).outcome).toBe('clean');
    const unknown = (await text('grype-empty')).replace('"name":"centos"', '"name":""');
    expect(parseReport(unknown, 'x').outcome).toBe('nothing-recognised');
  });
});

describe('SARIF', () => {
  it('of Docker Scout: package and versions from the rule', async () => {
    const report = await read('scout-results.sarif');
    expect(report.scanner).toMatchObject({ name: 'scout', version: '1.18.2' });
    expect(
      report.findings.map((one) => [one.id, one.package, one.installed, one.fixed, one.severity]),
    ).toEqual([
      ['CVE-2025-9230', 'openssl', '3.0.15-1~deb12u1', null, 'critical'],
      ['CVE-2024-21538', 'cross-spawn', '7.0.3', '7.0.5', 'high'],
      ['CVE-2020-15168', '@scope/node-fetch', '2.6.0', '2.6.1', 'unknown'],
    ]);
  });

  it('of Trivy: from the lines of the message, with the image', async () => {
    const report = await read('trivy.sarif');
    expect(report.scanner.name).toBe('trivy');
    expect(report.image.name).toBe('app:scan');
    expect(report.findings[0]).toMatchObject({
      package: 'busybox',
      installed: '1.36.1-r5',
      fixed: '1.36.1-r7',
      severity: 'medium',
    });
  });

  it('whose results were not computed is never clean; an empty list is', async () => {
    expect((await read('scout-sarif-rule-excerpt')).outcome).toBe('nothing-recognised');
    const empty = JSON.parse(await text('scout-sarif-rule-excerpt'));
    empty.runs[0].results = [];
    expect(parseReport(JSON.stringify(empty), 'x').outcome).toBe('clean');
  });
});

describe('a report of Snyk', () => {
  it('has system and application packages, each issue once', async () => {
    const report = await read('snyk-container');
    expect(report.image.name).toBe('app:scan');
    expect(report.findings.map((one) => [one.id, one.package, one.fixed, one.severity])).toEqual([
      ['SNYK-JS-CROSSSPAWN-8303230', 'cross-spawn', null, 'critical'],
      ['CVE-2023-6129', 'openssl/libcrypto3', '3.1.4-r3', 'high'],
    ]);
  });

  it('that is its error says so', async () => {
    await expect(read('snyk-error')).rejects.toThrow(/Authentication failed/);
  });

  it('without a single package recognised nothing', () => {
    const report = parseReport('{"ok":true,"vulnerabilities":[],"dependencyCount":0,"path":"app"}', 'x');
    expect(report.outcome).toBe('nothing-recognised');
  });
});

describe('what is no report', () => {
  it.each([
    ['', 'the file is empty'],
    ['Total: 3 (HIGH: 3)', 'it is no JSON'],
    ['{"SchemaVersion": 2, "ArtifactName": "a', 'cut off'],
    ['[1, 2]', 'no report'],
    ['"text"', 'no report'],
    ['null', 'no report'],
    ['{}', 'of no scanner'],
    ['{"SchemaVersion":1,"ArtifactName":"a"}', 'SchemaVersion is 1'],
    ['{"bomFormat":"CycloneDX"}', 'SBOM'],
    ['{"formatVersion":1,"outcome":"clean"}', 'docker-labs itself'],
  ])('%j is refused: %s', (content, why) => {
    let error: unknown;
    try {
      parseReport(content, 'my.json');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(LearnerError);
    expect(error).toMatchObject({ code: 'bad-file', message: expect.stringContaining(why) });
    expect((error as LearnerError).message).toContain('my.json');
  });

  it('is a folder, absent, or too large', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'docker-labs-scan-'));
    try {
      const big = join(dir, 'big.json');
      await writeFile(big, '{');
      await truncate(big, MAX_REPORT_BYTES + 1);
      await expect(readReportFile(dir)).rejects.toThrow(/folder/);
      await expect(readReportFile(join(dir, 'no.json'))).rejects.toThrow(/no such file/);
      await expect(readReportFile(big)).rejects.toThrow(/64 MB/);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

it('reads what PowerShell saved: UTF-16 with a byte order mark', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-scan-'));
  try {
    const file = join(dir, 'report.json');
    await writeFile(file, `\ufeff${await text('trivy-npm')}`, 'utf16le');
    expect((await readReportFile(file)).counts.medium).toBe(1);
  } finally {
    await rm(dir, { recursive: true });
  }
});

it('refuses a report rather than overlook a finding that it cannot read', async () => {
  const document = JSON.parse(await text('trivy-npm'));
  document.Results[0].Vulnerabilities = { 'CVE-1': {} };
  expect(() => parseReport(JSON.stringify(document), 'x')).toThrow(/Results.0.Vulnerabilities/);
  document.Results[0].Vulnerabilities = ['CVE-1'];
  expect(() => parseReport(JSON.stringify(document), 'x')).toThrow(/Results.0.Vulnerabilities.0/);
  document.Results[0].Vulnerabilities = [{ Severity: 'NEW-WORD' }];
  expect(parseReport(JSON.stringify(document), 'x').counts).toEqual({ ...none, unknown: 1 });
});

it('leaves no escape sequence in any text of a report', async () => {
  const evil = '\\u001b]0;title\\u0007\\u001b[2J\\u202e';
  const document = (await text('trivy-npm'))
    .replaceAll('jquery', `jquery${evil}`)
    .replaceAll('3.4.0', `3.4.0${evil}`);
  const report = parseReport(document, 'x');
  expect(JSON.stringify(report)).not.toMatch(/\\u001b|\\u0007|\u202e|[\u0000-\u001f]/);
  expect(report.findings[0]).toMatchObject({ package: 'jquery', fixed: '3.4.0' });
});

/** Every field of every report, replaced by anything: read or refused, never a crash, never a wrong sum. */
it('survives any value in any field', async () => {
  const samples = await Promise.all(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown),
  );
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.nat(), fc.jsonValue(), (sample, seed, value) => {
      const changed = structuredClone(sample);
      replaceOne(changed, seed, value);
      try {
        const report = parseReport(JSON.stringify(changed), 'x');
        const sum = SEVERITIES.reduce((total, severity) => total + report.counts[severity], 0);
        expect(sum).toBe(report.findings.length);
        expect(report.outcome === 'findings').toBe(sum + report.secrets.length > 0);
      } catch (error) {
        if (!(error instanceof LearnerError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

function replaceOne(document: unknown, seed: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(document);
  const place = places[seed % places.length];
  if (place) place[0][place[1]] = value;
}
