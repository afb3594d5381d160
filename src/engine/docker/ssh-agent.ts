import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { Transport } from '../endpoint.ts';

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
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2000);
  });
  const duplex = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => duplex.destroy(error));
  child.on('close', (code) => {
    if (code) duplex.destroy(new SshError(sanitiseLine(complaint) || `ssh ended with status ${code}`));
  });
  duplex.on('close', () => child.kill());
  return duplex;
}

/** ssh itself failed: no route, an unknown host key, no permission. */
export class SshError extends Error {
  override name = 'SshError';
  readonly code = 'ESSH';
}
