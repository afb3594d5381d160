import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bridge, makeBridge, removeBridge } from './bridge.ts';
import { end, ends, pidIn, removeContainersAndNetworks, unmountBelow } from './end.ts';
import { launch, pathOf } from './launch.ts';

export interface PrivateEngine {
  /** What DOCKER_HOST must be to reach it. */
  host: string;
  /** Ends it and takes away all that it made: containers, mounts, bridge, folder. Safe to call twice. */
  stop(): Promise<void>;
}

/** A dockerd that a test may end and start again. */
export interface PrivateDocker extends PrivateEngine {
  /** Sends the signal, and waits until it is gone. Containers go on where the signal is SIGKILL. */
  down(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, on the same data. */
  up(): Promise<void>;
}

export interface DockerOptions {
  /** Where its programs are unpacked (`usr/sbin/dockerd` …); else those of the machine. */
  root?: string;
  /** Its daemon.json. */
  settings?: Record<string, unknown>;
  /** Folder of its data; else one in its own folder. */
  data?: string;
}

/** In an engine's folder: dockerd's, and that of the containerd which it starts. */
const PID_FILES = ['pid', 'exec/containerd/containerd.pid'];

/** A new folder for one engine, below DOCKER_LABS_ENGINE_DIR: overlay2 needs a disk there, not an overlay. */
export async function engineFolder(): Promise<string> {
  const parent = process.env.DOCKER_LABS_ENGINE_DIR || '/var/lib';
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, 'docker-labs-engine-'));
}

/**
 * Starts a dockerd with its own data, socket, pid file and bridge, and waits until it answers.
 * Needs root and the program (`installDocker`). Two of them can run side by side.
 */
export async function startPrivateEngine(options: DockerOptions = {}): Promise<PrivateDocker> {
  const folder = await engineFolder();
  const socket = join(folder, 'docker.sock');
  const bridge = await makeBridge();
  let stopped: Promise<void> | undefined;
  const engine: PrivateDocker = {
    host: `unix://${socket}`,
    stop: () => {
      stopped ??= tearDown(folder, bridge, socket);
      return stopped;
    },
    down: async (signal) => {
      const pids = await Promise.all(PID_FILES.map((file) => pidIn(join(folder, file))));
      for (const pid of pids) if (pid !== undefined) await ends(pid, signal);
    },
    up: async () => {
      // A pid that another process or thread has by now would be taken for its containerd, and waited for.
      for (const file of PID_FILES) await rm(join(folder, file), { force: true });
      const start = () => launchDockerd(folder, socket, bridge, options);
      // Engines that start side by side pull each other's iptables rules from under their feet: then it ends at once.
      await start().catch(start);
    },
  };
  try {
    await writeFile(join(folder, 'daemon.json'), JSON.stringify(options.settings ?? {}));
    await engine.up();
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function launchDockerd(folder: string, socket: string, bridge: Bridge, options: DockerOptions) {
  const args = {
    'config-file': join(folder, 'daemon.json'),
    'data-root': options.data ?? join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'pid'),
    host: `unix://${socket}`,
    bridge: bridge.name,
  };
  const path = pathOf(options.root);
  await launch(folder, socket, {
    file: options.root === undefined ? 'dockerd' : join(options.root, 'usr/sbin/dockerd'),
    args: Object.entries(args).map(([name, value]) => `--${name}=${value}`),
    env: { ...process.env, PATH: path },
  });
}

async function tearDown(folder: string, bridge: Bridge, socket: string): Promise<void> {
  await removeContainersAndNetworks(socket);
  for (const file of PID_FILES) {
    const pid = await pidIn(join(folder, file));
    if (pid !== undefined) await end(pid);
  }
  await unmountBelow(folder);
  await removeBridge(bridge);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
