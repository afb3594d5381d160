import { EngineError, type LabError, NotJudgeable } from '../errors.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import type { ScannerName } from './types.ts';

export type FailureKind =
  | 'rate-limit'
  | 'stale-database'
  | 'no-login'
  | 'cache-locked'
  | 'engine-unreachable'
  | 'offline'
  | 'unsupported'
  | 'disk-full'
  | 'no-image'
  | 'other';

/** The scanners' own words, as seen in their sources and issue trackers; the first that fits decides. */
const SIGNS: [FailureKind, RegExp][] = [
  ['rate-limit', /toomanyrequests|too many requests|\b429\b|rate limit/i],
  ['disk-full', /no space left on device|disk quota exceeded/i],
  [
    'cache-locked',
    /cache may be in use by another process|unable to (?:acquire|open).*lock|database is locked/i,
  ],
  [
    'stale-database',
    /vulnerability database (?:was|is).*(?:old|invalid|expired)|built \d+ \w+ ago|max allowed (?:built )?age/i,
  ],
  [
    'no-login',
    /not logged in|log in to|login required|authentication (?:failed|error|required)|snyk auth|missing api token|unauthorized|SNYK-0005/i,
  ],
  [
    'engine-unreachable',
    /cannot connect to the docker daemon|docker daemon.*(?:running|permission denied)|permission denied while trying to connect/i,
  ],
  ['no-image', /no such image|unable to find the specified image|could not find image|image not found/i],
  [
    'offline',
    /failed to (?:download|load|update) (?:the )?(?:vulnerability )?db|unable to (?:check|update|load).*(?:db|database)|no such host|dial tcp|i\/o timeout|context deadline exceeded|network is unreachable|connection refused|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|cannot be specified on the first run/i,
  ],
  [
    'unsupported',
    /unsupported os|unsupported distro|could not identify (?:the )?(?:os|distro)|no supported projects/i,
  ],
];

/** What a scanner's failure was about. */
export function failureKind(stderr: string): FailureKind {
  return SIGNS.find(([, sign]) => sign.test(stderr))?.[0] ?? 'other';
}

const LOGIN: Partial<Record<ScannerName, string>> = {
  scout:
    'Log in with docker login, or take a scanner that needs no account: docker-labs scan --scanner trivy-container IMAGE',
  snyk: 'Log in with snyk auth, or take a scanner that needs no account: docker-labs scan --scanner trivy-container IMAGE',
};
const FRESHEN: Partial<Record<ScannerName, string>> = {
  grype:
    'grype db update fetches a new one. Where there is no network: GRYPE_DB_VALIDATE_AGE=false takes the old one.',
};

/**
 * A scanner that ended without a report, in two sentences. What cannot be known here (no network, no login) is
 * `NotJudgeable`; a scanner that broke is an `EngineError`. It is never the learner's failure.
 */
export function explainFailure(name: ScannerName, stderr: string, exitCode: number | undefined): LabError {
  const label =
    name === 'trivy-container' ? 'Trivy (in a container)' : `${name[0]?.toUpperCase()}${name.slice(1)}`;
  switch (failureKind(stderr)) {
    case 'rate-limit':
      return cannot(
        `${label} may not load its database right now: too many downloads from this address.`,
        'Wait some minutes and scan again; a login to the registry (docker login) raises the limit.',
      );
    case 'offline':
      return cannot(
        `${label} could not load its vulnerability database: there is no way to its server from here.`,
        'Scan once with a network: the database is kept, and later scans do with it. Or scan elsewhere, and read the report here: docker-labs scan --from REPORT',
      );
    case 'no-login':
      return cannot(
        `${label} wants an account, and you are not logged in.`,
        LOGIN[name] ?? 'Log in, and scan again.',
      );
    case 'stale-database':
      return cannot(
        `${label}'s vulnerability database is too old to be trusted.`,
        FRESHEN[name] ?? 'Scan once with a network: that brings a new one.',
      );
    case 'unsupported':
      return cannot(
        `${label} does not know the distribution of this image, so it can say nothing about it.`,
        'Try another scanner (--scanner), or a base that scanners know: Alpine, Debian, Ubuntu, Red Hat, Wolfi.',
      );
    case 'cache-locked':
      return broke(
        `${label} cannot use its cache: another run holds it.`,
        'Wait until that one has ended, and scan again.',
      );
    case 'disk-full':
      return broke(
        `${label} ran out of disk.`,
        'docker-labs clean --yes removes what docker-labs made; docker system df shows the rest.',
        'disk-full',
      );
    case 'engine-unreachable':
      return broke(
        `${label} could not reach the container engine.`,
        'Does docker info work from here? docker-labs doctor says what it finds.',
      );
    case 'no-image':
      return broke(
        `${label} did not find the image in the engine: ${lastWords(stderr)}`,
        'Build it again, and scan again.',
      );
    default:
      return broke(
        `${label} broke (status ${exitCode ?? 'none: it was ended'}): ${lastWords(stderr)}`,
        'Run it by hand to see all it says; --scanner takes another one.',
      );
  }
}

/** The scanner is not there. */
export function scannerAbsent(what: string, tryNext: string): NotJudgeable {
  return new NotJudgeable(what, tryNext, 'scanner-absent');
}

function cannot(message: string, tryNext: string): NotJudgeable {
  return new NotJudgeable(message, tryNext, 'tool-broke');
}

function broke(
  message: string,
  tryNext: string,
  code: 'tool-broke' | 'disk-full' = 'tool-broke',
): EngineError {
  return new EngineError(code, message, tryNext);
}

function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.findLast((line) => /fatal|error|failed/i.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  return sanitiseLine(telling.replace(/^\S+\s+(?:FATAL|ERROR)\s+/, ''), 240);
}
