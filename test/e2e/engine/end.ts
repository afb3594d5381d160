import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { execa } from 'execa';

const ENDS_WITHIN_MS = 30_000;

/** So that no container's process and no network's bridge outlives the engine. */
export async function removeContainersAndNetworks(socket: string): Promise<void> {
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
export async function end(pid: number): Promise<void> {
  if (await ends(pid, 'SIGTERM')) return;
  await ends(pid, 'SIGKILL');
}

/** Sends the signal and waits until the process is gone; false when it stays for half a minute. */
export async function ends(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  const send = (name: NodeJS.Signals | 0) => {
    try {
      return process.kill(pid, name);
    } catch {
      return false;
    }
  };
  send(signal);
  for (const asked = Date.now(); Date.now() - asked < ENDS_WITHIN_MS; await sleep(100))
    if (!send(0)) return true;
  return false;
}

/** The number in a pid file; undefined where there is none. */
export const pidIn = (file: string): Promise<number | undefined> =>
  readFile(file, 'utf8').then(Number, () => undefined);

export async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) {
    await execa('umount', ['--lazy', mount], { reject: false });
  }
}
