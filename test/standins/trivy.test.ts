import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';

const SCANNER = fileURLToPath(new URL('../e2e/standins/shims/trivy/main.mjs', import.meta.url));

/** Images by name, and the label that says what the scanner is to find. */
const VULNS: Record<string, string> = {
  clean: 'none',
  bad: 'HIGH, CRITICAL:unfixed,LOW',
  odd: 'unrecognised',
  broken: 'crash',
};
let folder: string;
const engine = createServer((request, response) => {
  const name = decodeURIComponent(request.url?.split('/')[2] ?? '');
  const vulns = VULNS[name];
  if (vulns === undefined) {
    response.writeHead(404).end(JSON.stringify({ message: `No such image: ${name}` }));
    return;
  }
  const Config = { Labels: { 'dev.docker-labs.standin.vulns': vulns } };
  response.end(
    JSON.stringify({ Id: `sha256:${name}`, RepoTags: [name], RootFS: { Layers: [] }, Size: 1, Config }),
  );
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trivy-test-'));
  await new Promise<void>((resolve) => engine.listen(join(folder, 's'), resolve));
});
afterAll(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

const trivy = (...args: string[]) =>
  execa('node', [SCANNER, ...args], { reject: false, env: { DOCKER_HOST: `unix://${folder}/s` } });

it('exits 0 with findings unless asked otherwise, as Trivy does', async () => {
  expect((await trivy('image', 'bad')).exitCode).toBe(0);
  expect((await trivy('image', '--exit-code', '3', 'bad')).exitCode).toBe(3);
  expect((await trivy('image', '--exit-code', '3', 'clean')).exitCode).toBe(0);
});

it('counts only the severities that are asked for, and only fixable ones if so asked', async () => {
  const found = async (...args: string[]) => {
    const { stdout } = await trivy('image', '--format', 'json', '--quiet', ...args, 'bad');
    const [result] = JSON.parse(stdout).Results;
    return (result.Vulnerabilities ?? []).map((each: { Severity: string }) => each.Severity);
  };
  expect(await found()).toEqual(['HIGH', 'CRITICAL', 'LOW']);
  expect(await found('--severity', 'HIGH,CRITICAL')).toEqual(['HIGH', 'CRITICAL']);
  expect(await found('--severity=HIGH,CRITICAL', '--ignore-unfixed')).toEqual(['HIGH']);
});

it('tells clean from not recognised', async () => {
  const results = async (image: string) =>
    JSON.parse((await trivy('image', '-f', 'json', '-q', image)).stdout).Results;
  expect(await results('clean')).toEqual([
    expect.not.objectContaining({ Vulnerabilities: expect.anything() }),
  ]);
  expect(await results('odd')).toBeUndefined();
});

it('fails on stderr with status 1: no database, no such image, no engine, an unknown flag', async () => {
  const fatal = async (...args: string[]) => {
    const { exitCode, stderr, stdout } = await trivy(...args);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
    return stderr;
  };
  expect(await fatal('image', 'broken')).toMatch(/FATAL\tFatal error\t.*failed to download vulnerability DB/);
  expect(await fatal('image', 'absent')).toContain(
    'unable to find the specified image "absent" in ["docker"]',
  );
  expect(await fatal('image', '--sevirity', 'HIGH', 'bad')).toContain('unknown flag: --sevirity');
  expect(await fatal('image', '--severity', 'WORST', 'bad')).toContain('WORST');
  const lost = await execa('node', [SCANNER, 'image', 'bad'], {
    reject: false,
    env: { DOCKER_HOST: `unix://${folder}/nothing` },
  });
  expect(lost.stderr).toContain('Is the docker daemon running?');
});

it('writes its report where --output says', async () => {
  const file = join(folder, 'report.txt');
  expect((await trivy('image', '-o', file, 'bad')).stdout).toBe('');
  expect(await readFile(file, 'utf8')).toContain(
    'Total: 3 (UNKNOWN: 0, LOW: 1, MEDIUM: 0, HIGH: 1, CRITICAL: 1)',
  );
});

it('tells its version, and with JSON the age of its database', async () => {
  expect((await trivy('--version')).stdout).toMatch(/^Version: \d+\.\d+\.\d+$/);
  const { VulnerabilityDB } = JSON.parse((await trivy('--version', '--format', 'json')).stdout);
  expect(Date.parse(VulnerabilityDB.UpdatedAt)).toBeLessThanOrEqual(Date.now());
});
