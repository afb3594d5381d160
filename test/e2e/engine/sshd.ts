import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, execaSync } from 'execa';

/** A folder that the package leaves to its start script. */
const PRIVSEP = '/run/sshd';

/** Why there can be no sshd of a test's own here; undefined when there can. */
export function noSshd(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root';
  const lacking = (['sshd', 'ssh', 'ssh-keygen', 'docker'] as const).filter(
    (name) => execaSync('which', [name], { reject: false }).exitCode !== 0,
  );
  return lacking.length > 0 ? `not on this machine: ${lacking.join(', ')}` : undefined;
}

export interface Sshd {
  port: number;
  /** A PATH whose `ssh` is the machine's, with the key and the known hosts of this sshd. */
  path: string;
  stop(): Promise<void>;
}

/**
 * The machine's sshd (Debian's openssh-server) on the loopback, with host key, configuration and login key of its own;
 * `docker` over it talks to `dockerHost`.
 */
export async function startSshd(dockerHost: string): Promise<Sshd> {
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-sshd-'));
  let child: ChildProcess | undefined;
  const stop = async () => {
    child?.kill();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    for (const key of ['host', 'me'])
      await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, key)]);
    await writeConfigs(dir, port, dockerHost);
    await mkdir(PRIVSEP, { recursive: true });
    // It starts itself anew for each connection, by its full path.
    const { stdout: program } = await execa('which', ['sshd']);
    child = spawn(program, ['-D', '-e', '-f', join(dir, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (text) => {
      said = (said + text).slice(-2000);
    });
    for (let tries = 0; !(await answers(port)); tries++) {
      if (child.exitCode !== null || tries > 150) throw new Error(`sshd does not answer: ${said}`);
      await sleep(200);
    }
    return { port, path: `${dir}/bin:${process.env.PATH}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeConfigs(dir: string, port: number, dockerHost: string): Promise<void> {
  const server = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${dir}/host`,
    `AuthorizedKeysFile ${dir}/me.pub`,
    'PermitRootLogin prohibit-password',
    ...['StrictModes no', 'UsePAM no', 'PasswordAuthentication no', 'PidFile none'],
    `SetEnv DOCKER_HOST=${dockerHost} PATH=${process.env.PATH}`,
  ];
  const client = [
    `IdentityFile ${dir}/me`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile ${dir}/known`,
    'StrictHostKeyChecking accept-new',
  ];
  await writeFile(join(dir, 'sshd_config'), `${server.join('\n')}\n`);
  await writeFile(join(dir, 'ssh_config'), `${client.join('\n')}\n`);
  const { stdout: ssh } = await execa('which', ['ssh']);
  await mkdir(join(dir, 'bin'));
  await writeFile(join(dir, 'bin/ssh'), `#!/bin/sh\nexec ${ssh} -F ${dir}/ssh_config "$@"\n`, {
    mode: 0o755,
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true)).once('error', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });
