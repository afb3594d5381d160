import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineTools } from '../../src/engine/tools.ts';
import type { Engine } from '../../src/engine/types.ts';
import { EngineError, Interrupted, NotJudgeable } from '../../src/errors.ts';
import type { ImageFacts } from '../../src/image/types.ts';
import { type ScanWhat, scanImage } from '../../src/scan/scan.ts';
import { folderWith } from '../helpers/course-files.ts';

// The scanners' programs are played by small scripts on PATH: what is tested is how they are called and read.
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/scan/${name}.json`, import.meta.url));
const ALPINE = 'sha256:961769676411f082461f9ef46626dd7a2d1e2b2a38e6a44364bcbecf51e66dd4';
const HISTORY = [{ createdBy: 'ADD rootfs.tar.gz / # buildkit', size: 1, empty: false }];
const LAYER = 'sha256:03901b4a2ea88eeaad62dbe59b072b28b6efa00491962b8741081c5df50c65e0';

let dir: string;
let remove: () => Promise<void>;
const { PATH: path, DOCKER_HOST: host } = process.env;
beforeEach(async () => {
  ({ dir, remove } = await folderWith());
  await mkdir(join(dir, 'bin'));
  delete process.env.DOCKER_HOST;
  process.env.PATH = `${join(dir, 'bin')}${delimiter}/usr/bin${delimiter}/bin`;
});
afterEach(async () => {
  process.env.PATH = path;
  if (host !== undefined) process.env.DOCKER_HOST = host;
  await remove();
});

async function program(name: string, body: string): Promise<void> {
  const file = join(dir, 'bin', name);
  const note = `printf '%s\\n' "DOCKER_HOST=$DOCKER_HOST" "$@" '---' >> '${join(dir, 'calls')}'`;
  await writeFile(file, `#!/bin/sh\n${note}\n${body}\n`);
  await chmod(file, 0o755);
}
const calls = async () =>
  (await readFile(join(dir, 'calls'), 'utf8')).split('---\n').map((one) => one.trim().split('\n'));

function engine(kind: Engine['kind'] = 'docker', endpoint = 'unix:///run/test.sock'): Engine {
  const image = {
    ref: 'app:scan',
    id: ALPINE,
    layerDigests: [LAYER],
    history: HISTORY,
  } as unknown as ImageFacts;
  return {
    kind,
    real: kind !== 'practice',
    info: async () => ({ kind, endpoint }),
    image: async (ref: string) => (ref === 'app:scan' ? image : undefined),
    save: async () => Readable.from(['a saved image']),
  } as unknown as Engine;
}

const progress: string[] = [];
function scan(more: Partial<ScanWhat> = {}) {
  progress.length = 0;
  return scanImage({
    ref: 'app:scan',
    engine: engine(),
    mayFetch: false,
    onProgress: (line) => progress.push(line),
    ...more,
  });
}

const TRIVY = `case "$*" in *--version*) echo '{"Version":"0.69.3","VulnerabilityDB":{"UpdatedAt":"2026-11-22T06:00:00Z"}}'; exit 0 ;; esac
printf '2026-11-23T10:00:00Z\\tINFO\\t[vulndb] Downloading vulnerability DB...\\n' >&2
cat '${fixture('trivy-alpine-310')}'`;

describe('Trivy on PATH', () => {
  it('scans the engine’s image, not a registry’s, and tells the age of its database', async () => {
    await program('trivy', TRIVY);
    const report = await scan();
    expect(report).toMatchObject({
      scanner: { name: 'trivy', version: 'dev', database: '2026-11-22T06:00:00.000Z' },
      image: { name: 'app:scan', id: ALPINE, layers: [LAYER], madeBy: ['ADD rootfs.tar.gz / # buildkit'] },
      counts: { medium: 4 },
    });
    const [first] = await calls();
    expect(first).toEqual([
      'DOCKER_HOST=unix:///run/test.sock',
      'image',
      '--format',
      'json',
      '--no-progress',
      '--image-src',
      'docker',
      'app:scan',
    ]);
    expect(progress).toEqual(['trivy scans app:scan', 'trivy: Downloading vulnerability DB...']);
  });

  it.each([
    ['Podman', engine('podman')],
    ['an engine behind ssh', engine('docker', 'ssh://me@host')],
    ['an engine with TLS', engine('docker', 'tcp://host:2376')],
  ])('of %s scans a saved file, and removes it', async (_, other) => {
    await program(
      'trivy',
      `case "$*" in *--input*) for f in "$@"; do :; done; cat "$f" > '${dir}/seen' ;; esac\n${TRIVY}`,
    );
    await scan({ engine: other });
    expect(await readFile(join(dir, 'seen'), 'utf8')).toBe('a saved image');
    const [first = []] = await calls();
    expect(first.slice(0, 6)).toEqual([
      'DOCKER_HOST=',
      'image',
      '--format',
      'json',
      '--no-progress',
      '--input',
    ]);
    await expect(readFile(first.at(-1) ?? '')).rejects.toThrow(/ENOENT/);
  });

  it('does with the database that it has, where no new one can be had', async () => {
    await program(
      'trivy',
      `case "$*" in *--skip-db-update*|*--version*) ;; *) echo 'failed to download vulnerability DB' >&2; exit 1 ;; esac\n${TRIVY}`,
    );
    expect((await scan()).counts.medium).toBe(4);
    expect((await calls())[1]).toEqual(
      expect.arrayContaining(['--skip-db-update', '--skip-java-db-update', '--skip-check-update']),
    );
    expect(progress.join()).toContain('with the one that is here');
  });

  it('without any database and network is not judged, and nobody fails', async () => {
    await program('trivy', `echo 'FATAL failed to download vulnerability DB: no such host' >&2; exit 1`);
    await expect(scan()).rejects.toBeInstanceOf(NotJudgeable);
  });

  it('waits while another scan holds its cache, and says so', async () => {
    const locked = 'unable to initialize fs cache: cache may be in use by another process: timeout';
    await program(
      'trivy',
      `if [ ! -e '${dir}/free' ]; then touch '${dir}/free'; echo '${locked}' >&2; exit 1; fi\n${TRIVY}`,
    );
    expect((await scan()).counts.medium).toBe(4);
    expect(progress.join()).toContain('another scan holds the cache');
  });

  it('is stopped while it waits for the cache', async () => {
    await program('trivy', `echo 'cache may be in use by another process: timeout' >&2; exit 1`);
    const stop = new AbortController();
    const onProgress = (line: string) => line.includes('holds the cache') && stop.abort();
    await expect(scan({ signal: stop.signal, onProgress })).rejects.toBeInstanceOf(Interrupted);
  });

  it('that breaks, or writes something else, is an error', async () => {
    await program('trivy', 'echo "panic: x" >&2; exit 2');
    await expect(scan()).rejects.toBeInstanceOf(EngineError);
    await program('trivy', 'echo "Total: 3"');
    await expect(scan()).rejects.toMatchObject({
      code: 'tool-broke',
      message: expect.stringContaining('no JSON'),
    });
  });

  it('that scanned another image is an error, not a verdict', async () => {
    await program('trivy', TRIVY.replace('trivy-alpine-310', 'trivy-fluentd-gems'));
    await expect(scan()).rejects.toMatchObject({ message: expect.stringContaining('another image') });
  });

  it('is stopped with its command', async () => {
    await program('trivy', 'exec sleep 60');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    await expect(scan({ signal: stop.signal })).rejects.toBeInstanceOf(Interrupted);
  });
});

describe('the image of Trivy', () => {
  afterEach(() => {
    delete process.env.DOCKER_LABS_TRIVY_IMAGE;
  });

  it.each([
    ['registry.test:5000/trivy', 'no tag'],
    ['aquasec/trivy:latest', 'latest is no version'],
    ['aquasec/trivy:0.69.5', 'malicious'],
  ])('is not taken as %s, and nobody fails for it', async (image, says) => {
    process.env.DOCKER_LABS_TRIVY_IMAGE = image;
    const refused = scan({ scanner: 'trivy-container', engine: { ...engine(), tools: {} as EngineTools } });
    await expect(refused).rejects.toBeInstanceOf(NotJudgeable);
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(says) });
  });
});

describe('the others', () => {
  it('Grype scans what the engine has, and its report counts', async () => {
    await program(
      'grype',
      `echo '[0001]  INFO downloading new vulnerability DB' >&2; cat '${fixture('grype-ghsa-test')}'`,
    );
    const report = await scan({ scanner: 'grype' });
    expect(progress).toEqual(['grype scans app:scan', 'grype: downloading new vulnerability DB']);
    expect(report).toMatchObject({ scanner: { name: 'grype' }, image: { name: 'app:scan', id: ALPINE } });
    expect((await calls())[0]?.slice(1)).toEqual(['docker:app:scan', '--output', 'json', '-v']);
  });

  it('Docker Scout writes SARIF, and is there only as a plugin', async () => {
    await program('docker', `[ "$2" = version ] && exit 0; cat '${fixture('scout-results.sarif')}'`);
    expect(await scan({ scanner: 'scout' })).toMatchObject({ counts: { critical: 1, high: 1, unknown: 1 } });
    await program('docker', `echo "docker: 'scout' is not a docker command." >&2; exit 1`);
    await expect(scan({ scanner: 'scout' })).rejects.toMatchObject({ code: 'scanner-absent' });
  });

  it('Snyk ends with 1 for findings, which is a report, and with 2 when it broke', async () => {
    await program('snyk', `cat '${fixture('snyk-container')}'; exit 1`);
    expect(await scan({ scanner: 'snyk' })).toMatchObject({ counts: { critical: 1, high: 1 } });
    await program('snyk', `cat '${fixture('snyk-error')}'; exit 2`);
    await expect(scan({ scanner: 'snyk' })).rejects.toMatchObject({
      tryNext: expect.stringContaining('snyk auth'),
    });
  });
});

describe('which scanner', () => {
  it('takes what is there, Trivy before Grype', async () => {
    await program('grype', `cat '${fixture('grype-ghsa-test')}'`);
    expect((await scan()).scanner.name).toBe('grype');
    await program('trivy', TRIVY);
    expect((await scan()).scanner.name).toBe('trivy');
  });

  it('says what is missing where there is none, and fetches nothing unasked', async () => {
    const pulled: string[] = [];
    const tools = {
      pull: async (ref: string) => void pulled.push(ref),
      run: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
    };
    const bare = { ...engine(), tools } as unknown as Engine;
    await expect(scan({ engine: bare })).rejects.toMatchObject({
      code: 'scanner-absent',
      tryNext: expect.stringMatching(/docker pull aquasec\/trivy:\d/),
    });
    expect(pulled).toEqual([]);
    await expect(scan({ scanner: 'grype' })).rejects.toMatchObject({ code: 'scanner-absent' });
  });

  it('cannot judge without an engine or an image', async () => {
    await expect(scan({ engine: engine('practice') })).rejects.toMatchObject({ code: 'needs-engine' });
    await expect(scan({ ref: 'other:1' })).rejects.toMatchObject({ code: 'image-absent' });
  });
});
