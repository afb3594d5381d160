import { sanitiseLine } from '../../text/sanitise.ts';
import type { EngineInfo } from '../types.ts';
import type { InfoAnswer, VersionAnswer } from './api.ts';
import type { Client } from './client.ts';

/** The engine in figures, from what it answered to `/version` and `/info`. */
export function engineInfo(
  version: VersionAnswer,
  info: InfoAnswer,
  about: { podman: boolean; endpoint: Client['endpoint'] },
): EngineInfo {
  const options = info.SecurityOptions ?? [];
  const os = info.OSType ?? version.Os ?? '';
  return {
    kind: about.podman ? 'podman' : 'docker',
    version: sanitiseLine(version.Version ?? ''),
    apiVersion: sanitiseLine(version.ApiVersion ?? ''),
    os: sanitiseLine(os),
    architecture: goArch(sanitiseLine(info.Architecture ?? version.Arch ?? '')),
    // Inside every Docker since 18.09; Windows containers and Podman's API have none.
    buildkit: !about.podman && os !== 'windows',
    storage: storage(info),
    rootless: info.Rootless === true || options.some((option) => /(^|=)rootless/.test(option)),
    foundBy: sanitiseLine(about.endpoint.foundBy),
    endpoint: sanitiseLine(about.endpoint.url),
    cpus: info.NCPU ?? 0,
    memory: info.MemTotal ?? 0,
    ...(info.DockerRootDir ? { dataRoot: sanitiseLine(info.DockerRootDir) } : {}),
    hubMirrors: info.RegistryConfig?.Mirrors?.length ?? 0,
  };
}

/** As images name it: `/info` tells the kernel's word. */
function goArch(machine: string): string {
  return { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm', i686: '386' }[machine] ?? machine;
}

function storage(info: InfoAnswer): string {
  const containerd = (info.DriverStatus ?? []).some(
    ([key, value]) => key === 'driver-type' && value.startsWith('io.containerd.snapshotter'),
  );
  return containerd ? 'containerd' : sanitiseLine(info.Driver ?? '');
}
