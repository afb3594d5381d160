import type { Engine } from '../engine/types.ts';

/**
 * The value of DOCKER_HOST with which a program of this machine reaches the engine; undefined where it cannot be
 * relied on (Podman, ssh, TLS): then the image is saved and the file scanned.
 */
export async function dockerHost(engine: Engine, signal?: AbortSignal): Promise<string | undefined> {
  const { kind, endpoint } = await engine.info(signal);
  return kind === 'docker' && /^(?:unix|npipe):\/\//.test(endpoint) ? endpoint : undefined;
}

/**
 * Sockets to try in a container, as the engine's machine names them. An engine in a virtual machine (Docker
 * Desktop, colima) has it in the usual place, whatever it is called on this side.
 */
export async function socketsToMount(engine: Engine, signal?: AbortSignal): Promise<string[]> {
  const { kind, endpoint } = await engine.info(signal);
  const own = /^unix:\/\/(\/.*)$/.exec(endpoint)?.[1];
  if (kind !== 'docker' || (own === undefined && !endpoint.startsWith('npipe:'))) return [];
  const usual = '/var/run/docker.sock';
  return process.platform === 'linux' && own !== undefined ? [...new Set([own, usual])] : [usual];
}
