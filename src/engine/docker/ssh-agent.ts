import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Duplex, pipeline, type Readable, type Writable } from 'node:stream';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { Transport } from '../endpoint.ts';

/** Characters of ssh's own words that are kept, from the end. */
const MAX_COMPLAINT = 2_000;

/**
 * An HTTP agent that reaches an engine through the system's own `ssh`, as the docker CLI does
 * (`ssh HOST docker system dial-stdio`): the reader's keys, agent, known hosts and ~/.ssh/config all count.
 * Passwords are not asked for (`BatchMode`): a prompt would break the screen.
 */
export function sshAgent(target: SshTarget, env: NodeJS.ProcessEnv): Agent {
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = () => dial(target, env, [], ['docker', 'system', 'dial-stdio']);
  return agent;
}

/** A port of our loopback that leads to a port of the remote machine's loopback, until it is closed. */
export interface Tunnel {
  port: number;
  close(): void;
}

/** Opens a tunnel: each connection is an ssh of its own (`ssh -W`), as the engine's are. */
export async function sshTunnel(target: SshTarget, env: NodeJS.ProcessEnv, port: number): Promise<Tunnel> {
  const open = new Set<Duplex>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const remote = dial(target, env, ['-W', `127.0.0.1:${port}`], []);
    for (const one of [socket, remote]) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => open.delete(one));
    }
    // When one side breaks, pipeline breaks the other; the asker sees a lost connection, as without a tunnel.
    pipeline(socket, remote, socket, () => undefined);
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const one of open) one.destroy();
    },
  };
}

type SshTarget = Extract<Transport, { kind: 'ssh' }>;

function dial(target: SshTarget, env: NodeJS.ProcessEnv, options: string[], command: string[]): Duplex {
  const args = [
    '-o',
    'BatchMode=yes',
    '-o',
    'ConnectTimeout=10',
    '-T',
    ...(target.user ? ['-l', target.user] : []),
    ...(target.port ? ['-p', String(target.port)] : []),
    ...options,
    '--',
    target.host,
    ...command,
  ];
  return new SshStream(spawn('ssh', args, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true }));
}

/** The connection through an ssh process. It ends when the process has, so that what ssh complains of is known. */
class SshStream extends Duplex {
  private complaint = '';

  constructor(private readonly child: ChildProcessByStdio<Writable, Readable, Readable>) {
    super({ allowHalfOpen: true });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaint = (this.complaint + text).slice(-MAX_COMPLAINT);
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    // A write to an ssh that has ended fails; why it ended is said on close.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => this.destroy(error));
    child.on('close', (code) => {
      if (code) this.destroy(new SshError(sanitiseLine(this.complaint) || `ssh ended with status ${code}`));
      else this.push(null);
    });
  }

  override _read(): void {
    this.child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.child.kill();
    done(error);
  }
}

/** ssh itself failed: no route, an unknown host key, no permission. */
class SshError extends Error {
  override name = 'SshError';
  readonly code = 'ESSH';
}
