import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { sanitiseLine } from '../text/sanitise.ts';
import type { Outcome } from './attempt.ts';
import type { VersionAnswer } from './docker/api.ts';
import { wireOf } from './docker/wire.ts';
import type { Endpoint } from './endpoint.ts';

export type Probed =
  | { outcome: 'ok' | 'too-old'; detail: string; version: VersionAnswer; podman: boolean }
  | { outcome: Exclude<Outcome, 'ok' | 'too-old'>; detail: string };

/** Oldest that docker-labs knows how to use: Docker 20.10 (API 1.40 and newer), Podman 4. */
const MIN_API = [1, 40] as const;
const MIN_DOCKER = [20, 10] as const;
const MIN_PODMAN = [4, 0] as const;

/** Milliseconds until an engine that does not answer counts as one that never will. */
const PATIENCE = { socket: 5_000, tcp: 8_000, ssh: 20_000 } as const;
/** The one that the reader named is waited for longer: no other takes its place, and it may only be busy building. */
const MORE_FOR_THE_CHOSEN = 3;
const MAX_ANSWER = 1 << 20;

/**
 * Asks one endpoint who it is (`GET /version`). Never rejects: whatever goes wrong is the answer.
 *
 * @param patience milliseconds to wait; by default as the transport deserves
 */
export async function probe(endpoint: Endpoint, env: NodeJS.ProcessEnv, patience?: number): Promise<Probed> {
  const usual = PATIENCE[endpoint.transport.kind] * (endpoint.explicit ? MORE_FOR_THE_CHOSEN : 1);
  try {
    const { status, body } = await get(endpoint, env, '/version', patience ?? usual);
    if (status !== 200) return { outcome: 'not-an-engine', detail: `it answers with HTTP status ${status}` };
    return judge(body);
  } catch (error) {
    return failed(error as NodeJS.ErrnoException, endpoint);
  }
}

function judge(body: string): Probed {
  const version = parse(body);
  if (!version?.ApiVersion || !version.Version) {
    return { outcome: 'not-an-engine', detail: 'what answers there is no container engine' };
  }
  const podman = (version.Components ?? []).some((part) => part.Name === 'Podman Engine');
  const detail = sanitiseLine(
    `${podman ? 'Podman' : 'Docker'} ${version.Version}, API ${version.ApiVersion}`,
    80,
  );
  const old = older(version.ApiVersion, MIN_API) || older(version.Version, podman ? MIN_PODMAN : MIN_DOCKER);
  return { outcome: old ? 'too-old' : 'ok', detail, version, podman };
}

/** Versions that are no numbers (`dev`, `master`) are newer than any. */
function older(version: string, [major, minor]: readonly [number, number]): boolean {
  const match = /^v?(\d+)(?:\.(\d+))?/.exec(version);
  if (!match) return false;
  const [a, b] = [Number(match[1]), Number(match[2] ?? 0)];
  return a < major || (a === major && b < minor);
}

function parse(body: string): VersionAnswer | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as VersionAnswer) : undefined;
  } catch {
    return undefined;
  }
}

function get(
  endpoint: Endpoint,
  env: NodeJS.ProcessEnv,
  path: string,
  patience: number,
): Promise<{ status: number; body: string }> {
  const { protocol, pathPrefix, ...wire } = wireOf(endpoint.transport, env);
  const signal = AbortSignal.timeout(patience);
  return new Promise((resolve, reject) => {
    const send = protocol === 'https' ? httpsRequest : httpRequest;
    const request = send({ ...wire, path: pathPrefix.replace(/\/$/, '') + path, signal }, (response) =>
      read(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject),
    );
    request.on('error', reject);
    request.end();
  });
}

async function read(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_ANSWER) throw Object.assign(new Error('too long'), { code: 'HPE_TOO_LONG' });
  }
  return body;
}

function failed(error: NodeJS.ErrnoException, endpoint: Endpoint): Probed {
  const { code = '' } = error;
  const socket = endpoint.transport.kind === 'socket';
  const said = sanitiseLine(error.message, 160);
  if (code === 'ENOENT') {
    return endpoint.transport.kind === 'ssh'
      ? { outcome: 'unreachable', detail: 'there is no ssh program here' }
      : { outcome: 'absent', detail: 'no such socket' };
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTSOCK') {
    return { outcome: 'stale', detail: socket ? 'the socket is there, nothing listens' : 'nothing listens' };
  }
  if (code === 'EACCES' || code === 'EPERM') return { outcome: 'forbidden', detail: 'permission denied' };
  if (error.name === 'AbortError' || error.name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return { outcome: 'timeout', detail: 'no answer in time' };
  }
  if (/^(CERT_|ERR_TLS|ERR_SSL|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_OSSL|HOSTNAME_MISMATCH)/.test(code)) {
    return { outcome: 'tls', detail: `no trusted TLS connection (${said})` };
  }
  // An engine that wants TLS resets or answers in a way that is no HTTP when spoken to without.
  if (code.startsWith('HPE_') || code === 'ECONNRESET' || code === 'EPROTO') {
    return { outcome: 'not-an-engine', detail: `it does not speak the engine's protocol (${said})` };
  }
  return { outcome: 'unreachable', detail: said };
}
