import { existsSync } from 'node:fs';
import { connect } from 'node:net';

export interface Place {
  host: string;
  port: number;
}

/** Milliseconds for one attempt to connect. */
const PATIENCE = 700;

/** Does this process itself run in a container? Then the engine's loopback may be another machine's. */
export function insideContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}

/**
 * The place at which a published port answers, when we run in a container ourselves: the loopback (an engine in
 * the same container), the container's own address (beside us on the engine's network; nobody listening there
 * yet is fine), or Docker Desktop's name for its host. The loopback when none does.
 */
export async function reach(published: Place, own: Place | undefined): Promise<Place> {
  if ((await attempt(published)) === 'open') return published;
  if (own && (await attempt(own)) !== 'silent') return own;
  const host = { host: 'host.docker.internal', port: published.port };
  return (await attempt(host)) === 'open' ? host : published;
}

function attempt({ host, port }: Place): Promise<'open' | 'refused' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE });
    const done = (outcome: 'open' | 'refused' | 'silent') => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => done('open'));
    socket.once('timeout', () => done('silent'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done(error.code === 'ECONNREFUSED' ? 'refused' : 'silent'),
    );
  });
}
