import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Transport } from '../endpoint.ts';
import { sshAgent } from './ssh-agent.ts';

/** What both `node:http` and dockerode need to reach a transport. */
export interface Wire {
  protocol: 'http' | 'https';
  socketPath?: string;
  host?: string;
  port?: number;
  pathPrefix: string;
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  agent: HttpAgent;
}

/**
 * Connections are not kept alive: a local connect costs nothing, and an engine that restarts would else be met
 * on a dead connection.
 */
export function wireOf(transport: Transport, env: NodeJS.ProcessEnv): Wire {
  if (transport.kind === 'socket') {
    return { protocol: 'http', socketPath: transport.path, pathPrefix: '/', agent: new HttpAgent() };
  }
  if (transport.kind === 'ssh') {
    // The host name is never resolved: the agent dials.
    return {
      protocol: 'http',
      host: 'docker.invalid',
      port: 80,
      pathPrefix: '/',
      agent: sshAgent(transport, env),
    };
  }
  const { tls } = transport;
  const common = { host: transport.host, port: transport.port, pathPrefix: transport.prefix ?? '/' };
  if (!tls) return { protocol: 'http', ...common, agent: new HttpAgent() };
  const pem = {
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.cert ? { cert: tls.cert } : {}),
    ...(tls.key ? { key: tls.key } : {}),
  };
  const agent = new HttpsAgent({ ...pem, rejectUnauthorized: tls.verify });
  return { protocol: 'https', ...common, ...pem, agent };
}
