import { createServer } from 'node:http';
import { nanoid } from 'nanoid';

const port = Number(process.env.PORT ?? 3000);
/** Short id -> URL; gone with the process, which is enough for this lab. */
const links = new Map();

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text.trim();
}

async function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/health') return send(response, 200, { status: 'ok' });
  if (pathname === '/links' && request.method === 'POST') {
    const url = await bodyOf(request);
    if (!/^https?:\/\/\S+$/.test(url)) return send(response, 400, { error: 'send one http(s) URL as the body' });
    const id = nanoid(8);
    links.set(id, url);
    return send(response, 201, { id, short: `/links/${id}` });
  }
  const url = links.get(pathname.replace('/links/', ''));
  if (url) return send(response, 302, { url }, { location: url });
  return send(response, 404, { error: 'not found' });
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(port, () => console.log(`short-links listens on port ${port}`));

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
