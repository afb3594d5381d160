import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRIVY_IMAGE } from '../../src/scan/scanners/trivy-args.ts';
import { cli, cliJson } from '../helpers/cli.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/scan/${name}.json`, import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'docker-labs-scan-cli-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const scan = (...args: string[]) => cli(dir, ['scan', ...args]);

describe('docker-labs scan --from', () => {
  it.each([
    ['trivy-alpine-310', [], 0],
    ['trivy-alpine-310', ['--severity', 'medium'], 1],
    ['trivy-fluentd-gems', [], 1],
    ['trivy-fluentd-gems', ['--severity', 'LOW,MEDIUM'], 0],
    ['trivy-secrets', [], 1],
    ['trivy-sl-micro-rancher5.4', [], 0],
    ['trivy-alpine-39-skip', [], 3],
    ['scout-sarif-rule-excerpt', [], 3],
    ['scout-results.sarif', ['--severity', 'CRITICAL'], 1],
    ['scout-results.sarif', ['--severity', 'CRITICAL', '--ignore-unfixed'], 0],
    ['snyk-container', [], 1],
  ])('%s %j ends with %i', async (name, more, code) => {
    expect((await scan('--from', fixture(name), ...more)).code).toBe(code);
  });

  it('shows severities, what can be fixed, and the worst first', async () => {
    const { out } = await scan('--from', fixture('scout-results.sarif'), '--no-color');
    expect(out).toMatch(/critical\s+1 .*0 fixable/);
    expect(out).toMatch(/high\s+1 .*1 fixable/);
    expect(out.indexOf('CVE-2025-9230')).toBeLessThan(out.indexOf('CVE-2024-21538'));
    expect(out).toContain('no fix yet');
    expect(out).toContain('✗ 2 findings at HIGH,CRITICAL');
  });

  it('says which layers bring the findings, and with a Dockerfile which lines', async () => {
    const report = fixture('trivy-fluentd-gems');
    const { out } = await scan('--from', report, '--no-color');
    expect(out).toMatch(/layer 1 +ADD [^\n]*\n +1 critical, 1 fixable: libidn2-0/);
    const dockerfile = join(dir, 'Dockerfile.fluentd');
    writeFileSync(dockerfile, 'FROM debian:10-slim\nRUN gem install fluentd\n');
    const named = await scan('--from', report, '--no-color', '-f', dockerfile);
    expect(named.out).toMatch(/Dockerfile.fluentd line 1 +FROM debian:10-slim\n +1 critical/);
    expect((await scan('--from', report, '-f', join(dir, 'nowhere'))).code).toBe(2);
  });

  it('never calls it clean when nothing was recognised', async () => {
    const { out } = await scan('--from', fixture('trivy-alpine-39-skip'));
    expect(out).toContain('does not mean clean');
    expect(out).not.toMatch(/✓|no finding/);
  });

  it('prints the contract’s document and nothing else', async () => {
    const { json, code } = await cliJson(dir, ['scan', '--from', fixture('trivy-alpine-310')]);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      formatVersion: 1,
      scanner: { name: 'trivy', version: 'dev', database: null },
      outcome: 'findings',
      endOfLife: true,
      counts: { critical: 0, high: 0, medium: 4, low: 0, unknown: 0 },
      fixable: { critical: 0, high: 0, medium: 4, low: 0, unknown: 0 },
      secrets: [],
    });
  });

  it('says that a report names another image', async () => {
    const { err, code } = await scan('app:scan', '--from', fixture('trivy-sl-micro-rancher5.4'));
    expect(err).toContain('not app:scan');
    expect(code).toBe(0);
    expect((await scan('app:scan', '--from', fixture('trivy.sarif'), '--severity', 'MEDIUM')).err).toBe('');
  });

  it.each([
    ['no argument', [], 'Name an image'],
    ['no such file', ['--from', 'nowhere.json'], 'no such file'],
    ['a severity that is none', ['--from', fixture('trivy-npm'), '--severity', 'URGENT'], 'URGENT'],
    ['a scanner that is none', ['app', '--scanner', 'clair'], 'clair'],
    ['a file that is no report', ['--from', join(root, 'package.json')], 'is no scan report'],
  ])('answers %s with exit code 2', async (_, args, text) => {
    const run = await scan(...args);
    expect(run.code).toBe(2);
    expect(run.err.toLowerCase()).toContain(text.toLowerCase());
  });

  it('cannot scan without an engine', async () => {
    expect((await scan('app:scan')).code).toBe(3);
  });
});

it('the lab and its solution name the version that docker-labs runs', () => {
  for (const folder of ['labs/05-scan', 'labs/05-scan/steps', 'solutions/05-scan']) {
    for (const name of readdirSync(join(root, folder)).filter((one) => /\.(?:md|sh|yaml)$/.test(one))) {
      const named = readFileSync(join(root, folder, name), 'utf8').match(/aquasec\/trivy:[\w.]+\w/g) ?? [];
      expect(new Set([...named, TRIVY_IMAGE]), `${folder}/${name}`).toEqual(new Set([TRIVY_IMAGE]));
    }
  }
});
