import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';

const READY_WITHIN_MS = 60_000;

/** The PATH for programs unpacked below `root`, before those of the machine. */
export function pathOf(root: string | undefined): string {
  const own = root === undefined ? [] : ['usr/sbin', 'usr/bin'].map((bin) => join(root, bin));
  return [...own, process.env.PATH].join(':');
}

/**
 * Starts the program of an engine, which logs to `folder/log`, and waits until it answers on the socket.
 * @returns its process id; it lives in a group of its own: Ctrl-C in a terminal must not end it before its
 *   containers are gone.
 */
export async function launch(
  folder: string,
  socket: string,
  program: { file: string; args: string[]; env: NodeJS.ProcessEnv },
): Promise<number> {
  const log = await open(join(folder, 'log'), 'a');
  const child = spawn(program.file, program.args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: program.env,
  });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  await log.close();
  const docker = new Docker({ socketPath: socket });
  for (const started = Date.now(); Date.now() - started < READY_WITHIN_MS; await sleep(200)) {
    const answers = await docker.ping().then(
      () => true,
      () => false,
    );
    if (answers) return child.pid as number;
    if (child.exitCode !== null) break;
  }
  const said = (await readFile(join(folder, 'log'), 'utf8')).split('\n').slice(-15).join('\n');
  throw new Error(`${program.file} did not answer within a minute, or ended:\n${said}`);
}
