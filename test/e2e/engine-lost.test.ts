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

/** Our engine behind a socket that is cut while `work` is under way. */
async function lose(work: (engine: Engine) => Promise<unknown>, after: number): Promise<unknown> {
  proxy = await proxyBefore((await real.info()).endpoint);
  engine = await testEngine({ ...process.env, DOCKER_HOST: proxy.url });
  try {
    const outcome = work(engine).then(
      (value) => value,
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, after));
    await proxy.cut();
    return await outcome;
  } finally {
    await engine.close();
    await proxy.close();
  }
}

describe('an engine that goes away', () => {
  it('in the middle of a build is the engine’s error, never a failed build', async () => {
    const dockerfile = `FROM ${BASE}\nRUN echo ${Date.now()} && sleep 20\n`;
    const error = await lose((lost) => buildFiles(lost, { Dockerfile: dockerfile }), 2000);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'engine-lost', exitCode: 3 });
  });

  it('while a container is waited for', async () => {
    let id = '';
    const error = await lose(async (lost) => {
      const container = await lost.start({ image });
      id = container.id;
      try {
        return await container.wait(20_000);
      } finally {
        await container.remove();
      }
    }, 2000);
    // What it left behind is ours to remove.
    for (const thing of await real.ours()) if (thing.id === id) await real.remove(thing);
    expect(await containersOf(real, image)).toBe(0);
    expect(error).toMatchObject({ code: 'engine-lost' });
  });

  it('before a question', async () => {
    const error = await lose(async (lost) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return lost.image(image);
    }, 100);
    expect(error).toMatchObject({ code: 'engine-lost' });
  });
});
