import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { SessionEngine } from '../../src/commands/session-engine.ts';
import { openContext } from '../../src/dockerfile/open-context.ts';
import type { Engine } from '../../src/engine/types.ts';
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

it('builds step by step in practice, whatever was predicted of the files before, and takes from the cache what it built', async () => {
  const course = await realCourse();
  const engine = new SessionEngine(course, 'practice');
  await engine.find();
  const lab = course.labs.find(({ id }) => id === 'basic');
  const build = async (by: Promise<Engine>) => {
    const context = await openContext(lab?.starterDir ?? '', 'Dockerfile.naive');
    const request = { context, dockerfile: 'Dockerfile.naive', tag: 'app:naive' };
    const { steps } = await (await by).build(request, () => {});
    return [...new Set(steps.filter(({ internal }) => !internal).map(({ status }) => status))];
  };
  expect(await build(engine.prediction())).not.toContain('cached');
  expect(await (await engine.best()).image('app:naive'), 'what is predicted can be looked at').toBeDefined();
  expect(await build(engine.best()), 'a first build').not.toContain('cached');
  expect(await build(engine.best()), 'the same again').toContain('cached');
  await engine.close();
});
