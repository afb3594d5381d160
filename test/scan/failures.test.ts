import { describe, expect, it } from 'vitest';
import { EngineError, NotJudgeable } from '../../src/errors.ts';
import { explainFailure, type FailureKind, failureKind } from '../../src/scan/failures.ts';
import type { ScannerName } from '../../src/scan/types.ts';

/** What the scanners write when they end without a report, and what is said of it. */
const SAID: [ScannerName, FailureKind, string, 'unknown' | 'error', RegExp][] = [
  [
    'trivy',
    'offline',
    '2026-11-23T10:00:00Z\tFATAL\tFatal error\trun error: init error: DB error: failed to download vulnerability DB: OCI artifact error: failed to download vulnerability DB: Get "https://mirror.gcr.io/v2/": dial tcp: lookup mirror.gcr.io: no such host',
    'unknown',
    /network/,
  ],
  [
    'trivy',
    'offline',
    'FATAL\tFatal error\tinit error: DB error: context deadline exceeded',
    'unknown',
    /--from/,
  ],
  [
    'trivy',
    'offline',
    'FATAL\tFatal error\tinit error: DB error: database error: --skip-db-update cannot be specified on the first run',
    'unknown',
    /Scan once with a network/,
  ],
  [
    'trivy-container',
    'rate-limit',
    'FATAL\tDB error: failed to download vulnerability DB: TOOMANYREQUESTS: retry-after: 12.3ms, allowed: 44000/minute',
    'unknown',
    /Wait/,
  ],
  [
    'trivy',
    'cache-locked',
    'FATAL\tFatal error\tunable to initialize fs cache: cache may be in use by another process: timeout',
    'error',
    /other run|another run|that one has ended/,
  ],
  [
    'trivy',
    'engine-unreachable',
    'FATAL\tunable to inspect the image (app): Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'error',
    /docker info/,
  ],
  [
    'trivy',
    'unsupported',
    'FATAL\tFatal error\tdetection error: Unsupported os : plan9',
    'unknown',
    /distribution/,
  ],
  ['trivy', 'disk-full', 'FATAL\twrite /tmp/x: no space left on device', 'error', /clean/],
  [
    'trivy',
    'no-image',
    'FATAL\tunable to find the specified image "app" in ["docker"]: 1 error occurred: No such image: app',
    'error',
    /Build it again/,
  ],
  [
    'grype',
    'stale-database',
    'failed to load vulnerability db: the vulnerability database was built 6 days ago (max allowed age is 5 days)',
    'unknown',
    /GRYPE_DB_VALIDATE_AGE=false/,
  ],
  [
    'grype',
    'offline',
    '[0000] ERROR unable to check for vulnerability database update\nfailed to load vulnerability db: unable to update vulnerability database: dial tcp: i/o timeout',
    'unknown',
    /network/,
  ],
  ['scout', 'no-login', 'ERROR Log in to Docker Scout with docker login', 'unknown', /docker login/],
  [
    'snyk',
    'no-login',
    '{"ok":false,"error":"Authentication failed. Please check the API token"}',
    'unknown',
    /snyk auth/,
  ],
  ['grype', 'other', 'panic: runtime error: index out of range', 'error', /--scanner/],
  ['trivy', 'other', '', 'error', /by hand/],
];

describe('a scanner that ends without a report', () => {
  it.each(SAID)('%s, %s', (name, kind, stderr, verdict, next) => {
    expect(failureKind(stderr)).toBe(kind);
    const error = explainFailure(name, stderr, 1);
    expect(error).toBeInstanceOf(verdict === 'unknown' ? NotJudgeable : EngineError);
    expect(`${error.message} ${error.tryNext}`).toMatch(next);
    expect(error.message).toMatch(/^[A-Z].*[^.]\.?$/s);
    expect(error.tryNext).not.toBe('');
  });

  it('has a sentence of its own for each kind', () => {
    const sentences = SAID.map(
      ([name, kind, stderr]) => [kind, explainFailure(name, stderr, 1).message] as const,
    );
    const kinds = new Set(sentences.map(([kind]) => kind));
    const words = new Set(sentences.map(([, text]) => text.replace(/^(?:Trivy \(in a container\)|\w+)/, '')));
    expect(words.size).toBeGreaterThanOrEqual(kinds.size);
  });

  it('quotes the telling line, without the noise around it', () => {
    const error = explainFailure(
      'trivy',
      'INFO\tx\n2026-11-23T10:00:00Z\tFATAL\tFatal error\tsomething new\nusage: trivy',
      1,
    );
    expect(error.message).toContain('Fatal error');
    expect(error.message).toContain('something new');
    expect(error.message).not.toContain('2026');
  });
});
