import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { freeAddress, removeBridge } from './bridge.ts';
import { end, removeContainersAndNetworks, unmountBelow } from './end.ts';
import { launch, pathOf } from './launch.ts';
import { engineFolder, type PrivateEngine } from './private-engine.ts';

/**
 * Starts Podman's API service with its own storage, settings, network and socket.
 * @param root where its programs and libraries are unpacked (`usr/bin/podman` …)
 */
export async function startPrivatePodman(root: string): Promise<PrivateEngine> {
  const folder = await engineFolder();
  const socket = join(folder, 'podman.sock');
  const bridge = { name: `dl-${folder.slice(-6).toLowerCase()}`, address: await subnet() };
  let pid: number | undefined;
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await removeContainersAndNetworks(socket);
    if (pid !== undefined) await end(pid);
    await unmountBelow(folder);
    await removeBridge(bridge);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const engine = {
    host: `unix://${socket}`,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
  try {
    await settings(folder, root, bridge);
    pid = await launch(folder, socket, {
      file: join(root, 'usr/bin/podman'),
      args: [
        ...['root', 'runroot', 'tmpdir'].map((name) => `--${name}=${join(folder, name)}`),
        ...['system', 'service', '--time=0', engine.host],
      ],
      env: {
        ...process.env,
        ...surroundings(folder, root),
        HOME: join(folder, 'home'),
      },
    });
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

const subnet = async () => freeAddress((await execa('ip', ['-4', '-oneline', 'address'])).stdout);

/** Debian's names of the machine's kinds: `usr/lib/x86_64-linux-gnu` and such are all below `usr/lib`. */
const libraries = (root: string) =>
  ['x86_64', 'aarch64', 'arm', 'riscv64']
    .map((machine) => join(root, `usr/lib/${machine}-linux-gnu`))
    .join(':');

/** What Podman's programs must have in their environment. */
const surroundings = (folder: string, root: string) => ({
  PATH: pathOf(root),
  LD_LIBRARY_PATH: libraries(root),
  CONTAINERS_CONF: join(folder, 'containers.conf'),
});

/** As many open files as a container may have: not more than this process may, which not every root can exceed. */
async function openFiles(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8');
  const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1]);
  return Math.min(65_536, hard || 65_536);
}

/** Everything that Podman would else read from or write to the machine's own folders. */
async function settings(folder: string, root: string, bridge: { name: string; address: string }) {
  const own = join(folder, 'home/.config/containers');
  const networks = join(folder, 'networks');
  for (const path of [own, networks]) await mkdir(path, { recursive: true });
  const quoted = (path: string) => JSON.stringify(join(root, path));
  const files = await openFiles();
  // What conmon runs when a container ends is Podman itself, which else would not find its libraries: then no end is noticed.
  const conmonEnv = Object.entries(surroundings(folder, root)).map(([name, value]) => `${name}=${value}`);
  const conf = `[containers]
default_ulimits = ["nofile=${files}:${files}", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
conmon_path = [${quoted('usr/bin/conmon')}]
conmon_env_vars = ${JSON.stringify(conmonEnv)}
helper_binaries_dir = [${quoted('usr/lib/podman')}]
runtime = "runc"
[engine.runtimes]
runc = [${quoted('usr/sbin/runc')}]
[network]
network_backend = "netavark"
network_config_dir = ${JSON.stringify(networks)}
`;
  await writeFile(join(folder, 'containers.conf'), conf);
  await writeFile(join(own, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  await writeFile(join(own, 'registries.conf'), 'unqualified-search-registries = ["docker.io"]\n');
  const network = {
    name: 'podman',
    id: '2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9',
    driver: 'bridge',
    network_interface: bridge.name,
    created: new Date().toISOString(),
    subnets: [{ subnet: bridge.address.replace(/\.1\/24$/, '.0/24'), gateway: bridge.address.slice(0, -3) }],
    ipv6_enabled: false,
    internal: false,
    dns_enabled: false,
    ipam_options: { driver: 'host-local' },
  };
  await writeFile(join(networks, 'podman.json'), JSON.stringify(network));
}
