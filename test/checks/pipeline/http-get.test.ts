import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { httpGet } from '../../../src/checks/pipeline/http-get.ts';
import { openRegistry } from '../../../src/checks/pipeline/registry.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { NotJudgeable } from '../../../src/errors.ts';

let server: Server;
afterEach(() => new Promise<void>((done) => server.close(() => done())));

async function listening(one: Server): Promise<string> {
  server = one;
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What the port of a container does while the program in it starts: fetch of Node 20 waits for it for ever. */
const closesAtOnce = () => createServer((socket) => socket.destroy());

it('learns at once that a server closed the connection without a word', async () => {
  const host = await listening(closesAtOnce());
  await expect(httpGet(`http://${host}/v2/`, { patience: 600_000 })).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
});

it('a given registry that closes the connection is not judged', async () => {
  const REGISTRY = await listening(closesAtOnce());
  await expect(openRegistry({} as Engine, undefined, { REGISTRY })).rejects.toBeInstanceOf(NotJudgeable);
});

it('follows a registry to where it stores its blobs', async () => {
  const host = await listening(
    createHttpServer((request, response) => {
      if (request.url === '/blob') response.writeHead(307, { Location: '/elsewhere' }).end();
      else response.setHeader('Docker-Content-Digest', 'sha256:1').end('content');
    }),
  );
  expect(await httpGet(`http://${host}/blob`, { patience: 60_000 })).toMatchObject({
    status: 200,
    body: 'content',
    headers: { 'docker-content-digest': 'sha256:1' },
  });
});
