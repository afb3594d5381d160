import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/parse.ts';
import { buildFailure, type FailedBuild } from '../../../src/engine/docker/failure.ts';
import { imageUse } from '../../../src/engine/docker/image-line.ts';

const dockerfile = parseDockerfile(
  ['FROM node:24-alpine AS builder', 'RUN x', 'FROM nodde:18', 'COPY --from=bulder /a /a'].join('\n'),
  'Dockerfile',
);
const failure = (error: string, more: Partial<FailedBuild> = {}) =>
  buildFailure({
    error,
    log: [],
    syntaxLine: undefined,
    imageUse: (image) => imageUse(image, dockerfile),
    ...more,
  });

describe('the engines’ texts', () => {
  it.each([
    // 20.10
    ['dockerfile parse error line 2: unknown instruction: RUNN', 'syntax', 2],
    // 26 and newer
    ['dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)', 'syntax', 2],
    [
      'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 7: COPY requires at least two arguments',
      'syntax',
      7,
    ],
    ['the Dockerfile cannot be empty', 'syntax', undefined],
    ['file with no instructions', 'syntax', undefined],
    // Podman
    ['error parsing main Dockerfile: syntax error on line 3: unknown instruction', 'syntax', 3],
    ['target stage nope could not be found', 'target', undefined],
    ['failed to reach build target nope in Dockerfile', 'target', undefined],
    ['failed to compute cache key: "/nope" not found: not found', 'copy-source', undefined],
    ['failed to calculate checksum of ref x::y: "/nope": not found', 'copy-source', undefined],
    [
      'COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist',
      'copy-source',
      undefined,
    ],
    [
      'error building at STEP "COPY nope /": checking on sources under "/x": copier: stat: "/nope": no such file or directory',
      'copy-source',
      undefined,
    ],
    [
      "pull access denied for nodde, repository does not exist or may require 'docker login'",
      'base-image',
      undefined,
    ],
    [
      'nodde:18: failed to resolve source metadata for docker.io/library/nodde:18: docker.io/library/nodde:18: not found',
      'base-image',
      3,
    ],
    [
      'failed to resolve source metadata for docker.io/library/nodde:18: dial tcp: lookup registry-1.docker.io: no such host',
      'network',
      3,
    ],
    [
      'failed to do request: Head "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
      'network',
      undefined,
    ],
    ['write /x: no space left on device', 'disk-full', undefined],
    [
      'ResourceExhausted: process "/bin/sh -c x" did not complete successfully: cannot allocate memory',
      'out-of-memory',
      undefined,
    ],
    ['something new', 'other', undefined],
  ])('%s', (error, kind, line) => {
    const found = failure(error);
    expect([found.kind, found.line]).toEqual([kind, line]);
  });

  it.each([
    'executor failed running [/bin/sh -c exit 3]: exit code: 3',
    'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
    "The command '/bin/sh -c exit 3' returned a non-zero code: 3",
    'error building at STEP "RUN exit 3": error while running runtime: exit status 3',
  ])('%s', (error) => {
    expect(failure(error)).toMatchObject({ kind: 'run', exitCode: 3 });
  });

  it('takes SIGKILL in a build for the kernel’s', () => {
    expect(failure('process "x" did not complete successfully: exit code: 137').kind).toBe('out-of-memory');
  });

  it('does not blame a step for a full disk or a network that is down', () => {
    const error = 'process "x" did not complete successfully: exit code: 1';
    expect(failure(error, { log: ['cp: write error: No space left on device'] }).kind).toBe('disk-full');
    expect(failure(error, { log: ['npm error code EAI_AGAIN'] }).kind).toBe('network');
    expect(failure(error, { log: ['npm error code EUSAGE'] }).kind).toBe('run');
  });

  it('takes a missing --from for a mistyped stage, though the registry is out of reach', () => {
    const step = { id: 'x', name: 'FROM docker.io/library/bulder:latest' };
    const error = 'failed to load cache key: failed to do request: Head "https://x": no such host';
    expect(failure(error, { step })).toMatchObject({ kind: 'base-image', line: 4, stepId: 'x' });
  });

  it('blames the image that the text names, not the step that failed first', () => {
    const step = { id: 'x', name: '[internal] load metadata for docker.io/library/node:24-alpine' };
    const error =
      'bulder: failed to resolve source metadata for docker.io/library/bulder:latest: failed to do request: no such host (did you mean builder?)';
    expect(failure(error, { step })).toMatchObject({ kind: 'base-image', line: 4 });
  });

  it('knows a pull that fails by its step, whatever the registry says', () => {
    const step = { id: 'x', name: '[internal] load metadata for docker.io/library/nodde:18' };
    const error = 'pulling from host r.example failed with status code [manifests 18]: 401 Unauthorized';
    expect(failure(error, { step })).toMatchObject({ kind: 'base-image', line: 3 });
  });

  it('gives the engine’s own words, unwrapped and on one line', () => {
    const error =
      'failed to solve: rpc error: code = Unknown desc = failed to create LLB definition: a\u001b[31m\nb';
    expect(failure(error).message).toBe('a b');
  });
});
