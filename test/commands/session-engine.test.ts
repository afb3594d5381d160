import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { SessionEngine } from '../../src/commands/session-engine.ts';
import { realCourse } from '../helpers/session.ts';

const before = process.env.DOCKER_HOST;
afterEach(() => {
  if (before === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = before;
});

it('practises while a host that was not there does not answer', async () => {
  const silent = createServer(() => {});
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  silent.close();
  await once(silent, 'close');
  process.env.DOCKER_HOST = `tcp://127.0.0.1:${port}`;
  const engine = new SessionEngine(await realCourse(), 'auto');
  expect(await engine.find()).toMatchObject({ kind: 'practice', chosen: false });

  silent.listen(port, '127.0.0.1');
  await once(silent, 'listening');
  let ended = false;
  const connected = once(silent, 'connection');
  const looking = engine.find().then((state) => {
    ended = true;
    return state;
  });
  const [socket] = await connected;
  try {
    expect((await engine.best()).kind).toBe('practice');
    expect(ended).toBe(false);
    // The same look, not a second one beside it.
    expect(engine.find()).toBe(engine.find());
  } finally {
    socket.destroy();
    silent.close();
  }
  expect((await looking).kind).toBe('practice');
  await engine.close();
});
