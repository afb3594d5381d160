import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reach } from '../../../src/engine/docker/reach.ts';

let server: Server;
let open: number;
let closed: number;

async function listening(): Promise<[Server, number]> {
  const one = createServer((socket) => socket.end());
  await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
  return [one, (one.address() as AddressInfo).port];
}

beforeEach(async () => {
  const [gone, port] = await listening();
  [server, open] = await listening();
  closed = port;
  await new Promise((done) => gone.close(done));
});
afterEach(() => new Promise((done) => server.close(done)));

const at = (port: number, host = '127.0.0.1') => ({ host, port });

it('prefers the published port', async () => {
  expect(await reach(at(open), at(open, '127.0.0.2'))).toEqual(at(open));
});

it('takes the container’s own address where the published port is another machine’s', async () => {
  expect(await reach(at(closed), at(open))).toEqual(at(open));
});

it('takes it also when nobody listens yet', async () => {
  expect(await reach(at(closed), at(closed, '127.0.0.2'))).toEqual(at(closed, '127.0.0.2'));
});

it('falls back to the published port', async () => {
  expect(await reach(at(closed), undefined)).toEqual(at(closed));
});
