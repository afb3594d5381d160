import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SocketProxy {
  url: string;
  /** Cuts all connections and takes no more: the engine is gone. */
  cut(): Promise<void>;
  /** Takes connections again, at the same place: the engine is back. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** A socket of our own before a real engine, so that a test can take the engine away. */
export async function proxyBefore(engineUrl: string): Promise<SocketProxy> {
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-proxy-'));
  const path = join(dir, 's');
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: engineUrl.replace(/^unix:\/\//, ''), allowHalfOpen: true });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      open.add(from);
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  const listen = () => new Promise<void>((done) => server.listen(path, done));
  await listen();
  const cut = () =>
    new Promise<void>((done) => {
      for (const socket of open) socket.destroy();
      server.close(() => done());
    });
  return {
    url: `unix://${path}`,
    cut,
    restore: listen,
    close: async () => {
      await cut();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
