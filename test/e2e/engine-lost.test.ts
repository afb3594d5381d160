import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/types.ts';
import { EngineError } from '../../src/errors.ts';
import { BASE, buildFiles, buildImage, containersOf, removeImage, testEngine } from '../helpers/engine.ts';
import { proxyBefore, type SocketProxy } from '../helpers/socket-proxy.ts';

let real: Engine;
let proxy: SocketProxy;
let engine: Engine;
let image: string;

beforeAll(async () => {
  real = await testEngine();
  image = await buildImage(real, { Dockerfile: `FROM ${BASE}\nENTRYPOINT []\nCMD ["sleep", "100"]\n` });
});
afterAll(async () => {
  await removeImage(real, image);
  await real.close();
});

/**
 * Our engine behind a socket that `work` cuts when it is under way: after a time of its own choice a busy machine might not
 * have begun yet, and would leave a container that nobody knows.
 */
async function lose(work: (engine: Engine, cut: () => void) => Promise<unknown>): Promise<unknown> {
  proxy = await proxyBefore((await real.info()).endpoint);
  engine = await testEngine({ ...process.env, DOCKER_HOST: proxy.url });
  try {
    return await work(engine, () => void proxy.cut()).then(
      (value) => value,
      (error: unknown) => error,
    );
  } finally {
    await engine.close();
    await proxy.close();
  }
}

describe('an engine that goes away', () => {
  it('in the middle of a build is the engine’s error, never a failed build', async () => {
    const dockerfile = `FROM ${BASE}\nRUN echo ${Date.now()} && sleep 20\n`;
    const error = await lose((lost, cut) => {
      setTimeout(cut, 2000);
      return buildFiles(lost, { Dockerfile: dockerfile });
    });
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'engine-lost', exitCode: 3 });
  });

  it('while a container is waited for', async () => {
    let id = '';
    const error = await lose(async (lost, cut) => {
      const container = await lost.start({ image });
      id = container.id;
      setTimeout(cut, 500);
      try {
        return await container.wait(20_000);
      } finally {
        await container.remove();
      }
    });
    // What it left behind is ours to remove.
    for (const thing of await real.ours()) if (thing.id === id) await real.remove(thing);
    expect(await containersOf(real, image)).toBe(0);
    expect(error).toMatchObject({ code: 'engine-lost' });
  });

  it('before a question', async () => {
    const error = await lose(async (lost, cut) => {
      cut();
      return lost.image(image);
    });
    expect(error).toMatchObject({ code: 'engine-lost' });
  });
});
