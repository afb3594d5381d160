import { createServer, type Server } from 'node:http';

/** What an engine answers to `/version`, or how it behaves instead. */
export type Manner = { version: string; api: string; podman?: boolean } | 'silent' | 'teapot' | 'garbage';

/** Listens on a real socket (or port) and answers `GET /version`: enough to be found, or not. */
export async function listenAs(manner: Manner, at: string | number): Promise<Server> {
  const server = createServer((request, response) => {
    if (manner === 'silent') return;
    if (manner === 'teapot') {
      response.statusCode = 418;
      response.end('short and stout');
    } else if (manner === 'garbage' || request.url !== '/version') response.end('<html>');
    else {
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify({
          Version: manner.version,
          ApiVersion: manner.api,
          Components: manner.podman ? [{ Name: 'Podman Engine', Version: manner.version }] : null,
        }),
      );
    }
  });
  const where = typeof at === 'number' ? { port: at, host: '127.0.0.1' } : { path: at };
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(where, done);
  });
  return server;
}

export async function stopListening(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
