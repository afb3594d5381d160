import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { Transport } from '../endpoint.ts';

/** Characters of ssh's own words that are kept, from the end. */
const MAX_COMPLAINT = 2_000;

/**
 * An HTTP agent that reaches an engine through the system's own `ssh`, as the docker CLI does
 * (`ssh HOST docker system dial-stdio`): the reader's keys, agent, known hosts and ~/.ssh/config all count.
 * Passwords are not asked for (`BatchMode`): a prompt would break the screen.
 */
export function sshAgent(target: Extract<Transport, { kind: 'ssh' }>, env: NodeJS.ProcessEnv): Agent {
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = () => dial(target, env);
  return agent;
}

function dial(target: Extract<Transport, { kind: 'ssh' }>, env: NodeJS.ProcessEnv): Duplex {
  const args = [
    '-o',
    'BatchMode=yes',
    '-o',
    'ConnectTimeout=10',
    '-T',
    ...(target.user ? ['-l', target.user] : []),
    ...(target.port ? ['-p', String(target.port)] : []),
    '--',
    target.host,
    'docker',
    'system',
    'dial-stdio',
  ];
  const child = spawn('ssh', args, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  return new SshStream(child);
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
