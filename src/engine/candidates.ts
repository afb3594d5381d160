import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineChoice } from './choice.ts';
import { dockerConfigDir, readContext, readDockerConfig, readTls } from './contexts.ts';
import { defaultSocket, type Endpoint, parseHost, socketUrl, type TlsMaterial } from './endpoint.ts';

/** Where discovery looks; everything it reads of the machine, so that tests can lay one out. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  home: string;
  platform: NodeJS.Platform;
}

/** A setting that leads nowhere (a context that is not there, an address that cannot be read). */
export interface Misconfigured {
  foundBy: string;
  url: string;
  problem: string;
}

/**
 * The places to try, in order: what the reader set, as the docker CLI weighs it (`DOCKER_HOST`, then
 * `DOCKER_CONTEXT`, then `currentContext`), and only where nothing is set the default and other known sockets.
 * For Podman `CONTAINER_HOST` comes first and Podman's sockets before Docker's.
 *
 * Source: docker CLI, cli/command/cli.go `resolveContextName` and cli/context/docker.
 */
export async function candidates(
  choice: EngineChoice,
  around: Surroundings,
): Promise<{ endpoints: Endpoint[]; wrong?: Misconfigured }> {
  const { env, home, platform } = around;
  const dir = dockerConfigDir(env, home);
  if (choice === 'podman' && env.CONTAINER_HOST) {
    return fromHost(env.CONTAINER_HOST, 'CONTAINER_HOST', platform);
  }
  if (env.DOCKER_HOST) return fromHost(env.DOCKER_HOST, 'DOCKER_HOST', platform, await envTls(env, dir));
  const context = await chosenContext(env, dir);
  if ('problem' in context) return { endpoints: [], wrong: context };
  if (context.name !== 'default') return fromContext(context.name, context.foundBy, dir, platform);
  const docker = dockerSockets(around);
  const podman = podmanSockets(around);
  const paths =
    choice === 'docker' ? docker : choice === 'podman' ? [...podman, ...docker] : [...docker, ...podman];
  return {
    endpoints: paths.map((path) => ({
      url: socketUrl(path, platform),
      foundBy: path,
      explicit: false,
      transport: { kind: 'socket', path },
    })),
  };
}

async function chosenContext(
  env: NodeJS.ProcessEnv,
  dir: string,
): Promise<{ name: string; foundBy: string } | Misconfigured> {
  if (env.DOCKER_CONTEXT) {
    return { name: env.DOCKER_CONTEXT, foundBy: `DOCKER_CONTEXT ${env.DOCKER_CONTEXT}` };
  }
  try {
    const name = (await readDockerConfig(dir)).currentContext || 'default';
    return { name, foundBy: `context ${name}` };
  } catch (error) {
    return { foundBy: join(dir, 'config.json'), url: '', problem: (error as Error).message };
  }
}

function fromHost(
  host: string,
  foundBy: string,
  platform: NodeJS.Platform,
  tls?: TlsMaterial,
): { endpoints: Endpoint[]; wrong?: Misconfigured } {
  try {
    return {
      endpoints: [{ url: host, foundBy, explicit: true, transport: parseHost(host, platform, tls) }],
    };
  } catch (error) {
    return { endpoints: [], wrong: { foundBy, url: host, problem: (error as Error).message } };
  }
}

async function fromContext(
  name: string,
  foundBy: string,
  dir: string,
  platform: NodeJS.Platform,
): Promise<{ endpoints: Endpoint[]; wrong?: Misconfigured }> {
  try {
    const context = await readContext(dir, name);
    if (context) return fromHost(context.host, foundBy, platform, context.tls);
    return { endpoints: [], wrong: { foundBy, url: '', problem: `there is no context "${name}" in ${dir}` } };
  } catch (error) {
    return { endpoints: [], wrong: { foundBy, url: '', problem: (error as Error).message } };
  }
}

/** `DOCKER_TLS_VERIFY` or `DOCKER_TLS` set and not empty, with the PEM files of `DOCKER_CERT_PATH`. */
async function envTls(env: NodeJS.ProcessEnv, dir: string): Promise<TlsMaterial | undefined> {
  if (!env.DOCKER_TLS_VERIFY && !env.DOCKER_TLS) return undefined;
  return readTls(env.DOCKER_CERT_PATH || dir, Boolean(env.DOCKER_TLS_VERIFY));
}

function dockerSockets({ env, home, platform }: Surroundings): string[] {
  if (platform === 'win32') {
    return ['//./pipe/docker_engine', '//./pipe/dockerDesktopLinuxEngine'];
  }
  const mac = platform === 'darwin';
  return [
    defaultSocket(platform),
    ...(!mac && env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    ...(mac ? [] : [join(home, '.docker/desktop/docker.sock')]),
    ...(mac ? [join(home, '.orbstack/run/docker.sock')] : []),
    join(env.COLIMA_HOME || join(home, '.colima'), 'default/docker.sock'),
    join(home, '.rd/docker.sock'),
  ];
}

function podmanSockets({ env, home, platform }: Surroundings): string[] {
  if (platform === 'win32') return ['//./pipe/podman-machine-default'];
  if (platform === 'darwin') {
    return [
      join(env.TMPDIR || tmpdir(), 'podman/podman-machine-default-api.sock'),
      join(home, '.local/share/containers/podman/machine/podman.sock'),
    ];
  }
  return [
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
}
