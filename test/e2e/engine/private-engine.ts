import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { execa } from 'execa';
import { type Bridge, makeBridge, removeBridge } from './bridge.ts';

export interface PrivateEngine {
  /** What DOCKER_HOST must be to reach it. */
  host: string;
  /** Ends it and takes away all that it made: containers, mounts, bridge, folder. Safe to call twice. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 30_000;

/**
 * Starts a dockerd with its own data, socket, pid file and bridge, and waits until it answers.
 * Needs root and the program (`installDocker`). Two of them can run side by side.
 * @param parent folder in which the engine's own folder is made; overlay2 needs a disk there, not an overlay.
 */
export async function startPrivateEngine(
  parent = process.env.DOCKER_LABS_ENGINE_DIR || '/var/lib',
): Promise<PrivateEngine> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'docker-labs-engine-'));
  const socket = join(folder, 'docker.sock');
  const bridge = await makeBridge();
  let stopped: Promise<void> | undefined;
  const engine: PrivateEngine = {
    host: `unix://${socket}`,
    stop: () => {
      stopped ??= tearDown(folder, bridge, socket);
      return stopped;
    },
  };
  try {
    await launch(folder, socket, bridge);
    await ready(folder, socket);
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function launch(folder: string, socket: string, bridge: Bridge): Promise<void> {
  await writeFile(join(folder, 'daemon.json'), '{}');
  const log = await open(join(folder, 'log'), 'a');
  const args = {
    'config-file': join(folder, 'daemon.json'),
    'data-root': join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'pid'),
    host: `unix://${socket}`,
    bridge: bridge.name,
  };
  // A group of its own: Ctrl-C in a terminal must not end it before its containers are gone.
  const child = spawn(
    'dockerd',
    Object.entries(args).map(([name, value]) => `--${name}=${value}`),
    { detached: true, stdio: ['ignore', log.fd, log.fd] },
  );
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  await log.close();
}

async function ready(folder: string, socket: string): Promise<void> {
  const docker = new Docker({ socketPath: socket });
  for (const started = Date.now(); Date.now() - started < READY_WITHIN_MS; await sleep(200)) {
    if (
      await docker.ping().then(
        () => true,
        () => false,
      )
    )
      return;
  }
  const log = await readFile(join(folder, 'log'), 'utf8');
  throw new Error(`dockerd did not answer within a minute:\n${log.split('\n').slice(-15).join('\n')}`);
}

async function tearDown(folder: string, bridge: Bridge, socket: string): Promise<void> {
  await removeContainersAndNetworks(socket);
  const read = (file: string) => readFile(join(folder, file), 'utf8').then(Number, () => undefined);
  const pids = [await read('pid'), await read('exec/containerd/containerd.pid')];
  for (const pid of pids) if (pid !== undefined) await end(pid);
  await unmountBelow(folder);
  await removeBridge(bridge);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** So that no container's process and no network's bridge outlives the engine. */
async function removeContainersAndNetworks(socket: string): Promise<void> {
  const docker = new Docker({ socketPath: socket });
  const containers = await docker.listContainers({ all: true }).catch(() => []);
  await Promise.all(
    containers.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true })
        .catch(() => {}),
    ),
  );
  await docker.pruneNetworks().catch(() => {});
}

/** SIGTERM, patience, SIGKILL. */
async function end(pid: number): Promise<void> {
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      return process.kill(pid, name);
    } catch {
      return false;
    }
  };
  signal('SIGTERM');
  for (const asked = Date.now(); Date.now() - asked < ENDS_WITHIN_MS; await sleep(100))
    if (!signal(0)) return;
  signal('SIGKILL');
}

async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) {
    await execa('umount', ['--lazy', mount], { reject: false });
  }
}
