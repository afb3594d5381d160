import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { discoverEngine } from '../../src/engine/discover.ts';
import type { Engine } from '../../src/engine/types.ts';
import { BASE, testEngine } from '../helpers/engine.ts';
import { exercise, exercisePort } from '../helpers/exercise-engine.ts';

const pem = fileURLToPath(new URL('../fixtures/engine/tls/', import.meta.url));
let socketPath: string;
let home: string;
const servers: Server[] = [];
const open = new Set<Socket>();

beforeAll(async () => {
  const engine = await testEngine();
  const { endpoint } = await engine.info();
  await engine.close();
  if (!endpoint.startsWith('unix://'))
    throw new Error(`these tests put a proxy before a socket, not ${endpoint}`);
  socketPath = endpoint.slice('unix://'.length);
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dl-home-'));
});
afterEach(async () => {
  for (const socket of open) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
  await rm(home, { recursive: true, force: true });
});
function forward(client: Socket): void {
  const engine = connect({ path: socketPath, allowHalfOpen: true });
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
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

const listenTls = async () =>
  listen(
    createTlsServer(
      {
        key: await readFile(join(pem, 'server-key.pem')),
        cert: await readFile(join(pem, 'server.pem')),
        ca: await readFile(join(pem, 'ca.pem')),
        requestCert: true,
        rejectUnauthorized: true,
        allowHalfOpen: true,
      },
      forward,
    ),
  );

async function layCertificates(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [from, to] of [
    ['ca.pem', 'ca.pem'],
    ['client.pem', 'cert.pem'],
    ['client-key.pem', 'key.pem'],
  ] as const) {
    await cp(join(pem, from), join(dir, to));
  }
}

async function find(env: NodeJS.ProcessEnv): Promise<Engine> {
  const found = await discoverEngine({ choice: 'auto', env: { PATH: process.env.PATH, ...env }, home });
  if (!found.engine) throw new Error(JSON.stringify(found.tried));
  return found.engine;
}

it('works over TCP, and reaches published ports at the host of DOCKER_HOST', async () => {
  const port = await listen(createServer({ allowHalfOpen: true }, forward));
  const engine = await find({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
  await exercise(engine);
  const container = await engine.start({ image: BASE, entrypoint: [], command: ['sleep', '9'], ports: [80] });
  try {
    expect((await container.endpoint(80)).host).toBe('127.0.0.1');
  } finally {
    await container.remove();
    await engine.close();
  }
});

it('works over TLS with the certificates of DOCKER_CERT_PATH', async () => {
  const port = await listenTls();
  await layCertificates(join(home, 'certs'));
  const engine = await find({
    DOCKER_HOST: `tcp://127.0.0.1:${port}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: join(home, 'certs'),
  });
  await exercise(engine);
  await engine.close();
});

it('works over TLS with the certificates of a context', async () => {
  const port = await listenTls();
  const id = createHash('sha256').update('remote').digest('hex');
  const meta = join(home, '.docker/contexts/meta', id);
  await mkdir(meta, { recursive: true });
  const host = `tcp://127.0.0.1:${port}`;
  await writeFile(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: 'remote', Endpoints: { docker: { Host: host } } }),
  );
  await layCertificates(join(home, '.docker/contexts/tls', id, 'docker'));
  const engine = await find({ DOCKER_CONTEXT: 'remote' });
  expect((await engine.info()).foundBy).toBe('DOCKER_CONTEXT remote');
  await exercise(engine);
  await engine.close();
});

it('says so when the certificate is not trusted', async () => {
  const port = await listenTls();
  const { engine, tried } = await discoverEngine({
    choice: 'auto',
    env: { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1' },
    home,
  });
  expect(engine).toBeUndefined();
  expect(tried[0]).toMatchObject({ outcome: 'tls', tryNext: expect.stringContaining('DOCKER_CERT_PATH') });
});

it('works through ssh as the docker CLI does, published ports included', async () => {
  const bin = join(home, 'bin');
  await mkdir(bin);
  // Goes to the engine, or with -W to the place that is named.
  const bridge = `const at = process.argv.indexOf('-W');
const [host, port] = (process.argv[at + 1] ?? '').split(':');
const to = at > 0 ? { host, port: Number(port) } : { path: ${JSON.stringify(socketPath)} };
const s = require('node:net').connect({ ...to, allowHalfOpen: true });
process.stdin.pipe(s); s.pipe(process.stdout); s.on('close', () => process.exit());
s.on('error', () => process.exit(255));`;
  await writeFile(join(bin, 'bridge.cjs'), bridge);
  await writeFile(
    join(bin, 'ssh'),
    `#!/bin/sh\necho "$@" >> ${home}/asked\nexec ${process.execPath} ${bin}/bridge.cjs "$@"\n`,
  );
  await chmod(join(bin, 'ssh'), 0o755);
  const engine = await find({ DOCKER_HOST: 'ssh://me@far.example:2222', PATH: `${bin}:${process.env.PATH}` });
  await exercise(engine);
  expect((await readFile(join(home, 'asked'), 'utf8')).split('\n')[0]).toMatch(
    / -l me -p 2222 -- far\.example docker system dial-stdio$/,
  );
  await exercisePort(engine);
  await engine.close();
});

it('says what ssh says when it fails', async () => {
  const bin = join(home, 'bin');
  await mkdir(bin);
  await writeFile(
    join(bin, 'ssh'),
    '#!/bin/sh\necho "me@far: Permission denied (publickey)." >&2\nexit 255\n',
  );
  await chmod(join(bin, 'ssh'), 0o755);
  const { tried } = await discoverEngine({
    choice: 'auto',
    env: { DOCKER_HOST: 'ssh://me@far', PATH: `${bin}:${process.env.PATH}` },
    home,
  });
  expect(tried[0]).toMatchObject({
    outcome: 'unreachable',
    detail: expect.stringContaining('Permission denied'),
  });
});
