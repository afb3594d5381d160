import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Links } from './links.ts';

const port = Number(process.env.PORT ?? 3000);
const links = new Links();

function send(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/health') return send(response, 200, { status: 'ok' });
  if (pathname === '/') return send(response, 200, { app: 'short-links', use: 'POST a URL to /links' });
  if (pathname === '/links' && request.method === 'POST') {
    try {
      const id = links.add((await text(request)).trim());
      return send(response, 201, { id, short: `/links/${id}` });
    } catch {
      return send(response, 400, { error: 'send one http(s) URL as the body' });
    }
  }
  const url = links.find(pathname.replace('/links/', ''));
  if (url) return send(response, 302, { url }, { location: url });
  send(response, 404, { error: 'not found' });
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(port, () => console.log(`short-links listens on port ${port}`));

// `docker stop` sends SIGTERM: finish what is being answered, then end with status 0.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    console.log(`${signal}: closing`);
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
