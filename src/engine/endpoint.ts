/** How to reach an engine. */
export type Transport =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number; prefix?: string; tls?: TlsMaterial }
  | { kind: 'ssh'; host: string; user?: string; port?: number };

/** PEM texts; `verify: false` where the reader asked for TLS without checking the server's name. */
export interface TlsMaterial {
  verify: boolean;
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

/** A place where an engine may listen, and why we look there. */
export interface Endpoint {
  /** As the docker CLI writes it: `unix:///var/run/docker.sock`. */
  url: string;
  /** For people: `DOCKER_HOST`, `context desktop-linux`, `/var/run/docker.sock`. */
  foundBy: string;
  /** The reader chose it (a variable or a context): no other engine may silently take its place. */
  explicit: boolean;
  transport: Transport;
}

/**
 * The transport of a host string, as the docker CLI reads it.
 *
 * @param tls what to use when the transport is TCP; port 2376 does not imply it
 * @throws Error when the string is none of unix, npipe, tcp, http, https, ssh
 */
export function parseHost(host: string, platform: NodeJS.Platform, tls?: TlsMaterial): Transport {
  const socket = /^(?:unix|npipe):\/\/(.*)$/.exec(host);
  if (socket) return { kind: 'socket', path: socket[1] || defaultSocket(platform) };
  let url: URL;
  try {
    url = new URL(host.includes('://') ? host : `tcp://${host}`);
  } catch (cause) {
    throw new Error(`"${host}" is not an engine address`, { cause });
  }
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const prefix = url.pathname.length > 1 ? { prefix: url.pathname } : {};
  if (name === '') throw new Error(`"${host}" names no host`);
  if (url.protocol === 'ssh:') {
    return {
      kind: 'ssh',
      host: name,
      ...(url.username ? { user: decodeURIComponent(url.username) } : {}),
      ...(url.port ? { port: Number(url.port) } : {}),
    };
  }
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol)) {
    throw new Error(`"${url.protocol}//" is not a way to reach an engine`);
  }
  const secure = url.protocol === 'https:' ? (tls ?? { verify: true }) : tls;
  return {
    kind: 'tcp',
    host: name,
    port: Number(url.port) || DEFAULT_PORT[url.protocol] || (secure ? 2376 : 2375),
    ...prefix,
    ...(secure ? { tls: secure } : {}),
  };
}

/** URL leaves out a scheme's own port; `tcp:` has none. */
const DEFAULT_PORT: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** Where the docker CLI looks when nothing says otherwise. */
export function defaultSocket(platform: NodeJS.Platform): string {
  return platform === 'win32' ? '//./pipe/docker_engine' : '/var/run/docker.sock';
}

/** The URL of a socket path. */
export function socketUrl(path: string, platform: NodeJS.Platform): string {
  return `${platform === 'win32' ? 'npipe' : 'unix'}://${path}`;
}
