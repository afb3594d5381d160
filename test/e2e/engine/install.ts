import { access, chmod, rm, writeFile } from 'node:fs/promises';
import { execa } from 'execa';

/** What Debian's init scripts ask before they start a service (invoke-rc.d(8)); 101 means no. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs Debian's docker.io unless a dockerd is on PATH. Does not start the machine's own service. */
export async function installDocker(): Promise<void> {
  if ((await execa('dockerd', ['--version'], { reject: false })).exitCode === 0) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const policyIsThere = await access(POLICY).then(
    () => true,
    () => false,
  );
  if (!policyIsThere) {
    await writeFile(POLICY, '#!/bin/sh\nexit 101\n');
    await chmod(POLICY, 0o755);
  }
  try {
    await execa('apt-get', ['-qq', 'update'], { env });
    await execa(
      'apt-get',
      ['-qq', '-y', '--no-install-recommends', 'install', 'docker.io', 'iptables', 'iproute2'],
      { env },
    );
  } finally {
    if (!policyIsThere) await rm(POLICY, { force: true });
  }
}
