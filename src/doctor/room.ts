import { statfs } from 'node:fs/promises';
import { loggedInToHub } from '../engine/hub-login.ts';
import type { EngineInfo } from '../engine/types.ts';
import { formatBytes } from '../text/units.ts';
import type { Finding } from './types.ts';

/** Free bytes below which the course's builds may fill the disk. */
const ENOUGH = 2e9;
/** What every base image of the course is published for. */
const COMMON = ['amd64', 'arm64'];

/** What the engine runs on. */
export function machineFinding(info: EngineInfo): Finding {
  const found = `${info.os}/${info.architecture}, ${info.cpus} CPUs, ${formatBytes(info.memory)} memory`;
  if (COMMON.includes(info.architecture)) return { id: 'machine', status: 'ok', found };
  return {
    id: 'machine',
    status: 'note',
    found: `${found}: not every base image is published for ${info.architecture}`,
    fix: `Where a base lacks it ("exec format error", "no match for platform"), take one that has linux/${info.architecture}, or emulate: install qemu-user-static (binfmt) and build with --platform linux/amd64.`,
  };
}

/** Free room where the engine keeps its images, if that is a folder of this machine. */
export async function diskFinding(info: EngineInfo): Promise<Finding> {
  const root = info.endpoint.startsWith('unix://') ? info.dataRoot : undefined;
  const stat = root === undefined ? undefined : await statfs(root).catch(() => undefined);
  if (root === undefined || stat === undefined) {
    return {
      id: 'disk',
      status: 'note',
      found: 'how much room the engine has cannot be seen from here (a virtual machine, or another one)',
      fix: 'docker system df shows what it uses; Docker Desktop sets the size under Settings, Resources.',
    };
  }
  const free = stat.bavail * stat.bsize;
  return {
    id: 'disk',
    status: free < ENOUGH ? 'note' : 'ok',
    found: `${formatBytes(free)} free where the engine keeps images (${root})`,
    ...(free < ENOUGH
      ? { fix: 'The course needs about 2 GB: docker-labs clean --yes, then docker system prune, make room.' }
      : {}),
  };
}

/** Whether Docker Hub's limit on pulls without a login is likely to be met: nobody is asked. */
export async function pullFinding(info: EngineInfo): Promise<Finding> {
  if (info.hubMirrors) {
    return { id: 'pulls', status: 'ok', found: 'the engine asks a mirror before Docker Hub' };
  }
  if (await loggedInToHub()) return { id: 'pulls', status: 'ok', found: 'logged in to Docker Hub' };
  return {
    id: 'pulls',
    status: 'note',
    found: 'no login to Docker Hub, which limits how often a network may pull without one',
    fix: 'After "toomanyrequests": docker login, or a mirror ("registry-mirrors" in daemon.json). A classroom behind one address should do so before.',
  };
}
