import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/types.ts';
import { EngineError } from '../../src/errors.ts';
import { BASE, buildImage, containersOf, removeImage, testEngine } from '../helpers/engine.ts';

let engine: Engine;
let image: string;
let bare: string;

beforeAll(async () => {
  engine = await testEngine();
  image = await buildImage(engine, {
    Dockerfile: `FROM ${BASE}
WORKDIR /app
COPY --chown=1000:1000 a.txt ./
RUN ln -s /app/a.txt /link && ln -s .. /app/up && chmod 4755 /app/a.txt
ENV A=b
USER 1000
EXPOSE 3000 53/udp
HEALTHCHECK --interval=7s --timeout=2s --retries=4 CMD wget -qO- http://127.0.0.1:3000/
ENTRYPOINT ["node"]
CMD ["server.js"]
`,
    'a.txt': 'twelve bytes',
  });
  bare = await buildImage(engine, {
    Dockerfile: 'FROM scratch\nCOPY a.txt /etc/passwd\nCOPY a.txt /bin/app\n',
    'a.txt': 'app:x:1000:\n',
  });
});
afterAll(async () => {
  for (const id of [image, bare]) await removeImage(engine, id);
  await engine.close();
});

describe('an image’s facts', () => {
  it('are its configuration', async () => {
    expect((await engine.image(image))?.config).toMatchObject({
      user: '1000',
      env: { A: 'b' },
      entrypoint: ['node'],
      cmd: ['server.js'],
      workdir: '/app',
      exposedPorts: ['3000/tcp', '53/udp'],
      healthcheck: {
        test: ['CMD-SHELL', 'wget -qO- http://127.0.0.1:3000/'],
        interval: 7000,
        timeout: 2000,
        retries: 4,
      },
    });
  });

  it('count the unpacked bytes of its layers', async () => {
    const small = await engine.image(bare);
    expect(small?.size).toBeGreaterThanOrEqual(24);
    // The containerd store counts whole blocks of the disk.
    expect(small?.size).toBeLessThan(60_000);
    const base = await engine.image(BASE);
    const whole = await engine.image(image);
    expect((whole?.size ?? 0) - (base?.size ?? 0)).toBeGreaterThanOrEqual(12);
    expect((whole?.size ?? 0) - (base?.size ?? 0)).toBeLessThan(50_000);
  });

  it('are undefined for an image that is not there', async () => {
    expect(await engine.image('docker-labs-test:never-built')).toBeUndefined();
  });
});

describe('an image’s files', () => {
  it('are listed with owner and mode, links followed, content kept where asked', async () => {
    const files = await engine.files(image, (entry) => (entry.path === '/app/a.txt' ? 6 : 0));
    expect(files.complete).toBe(true);
    expect(files.entries.get('/app/a.txt')).toMatchObject({
      type: 'file',
      size: 12,
      uid: 1000,
      gid: 1000,
      mode: 0o4755,
    });
    expect(files.entries.get('/link')).toMatchObject({ type: 'symlink', linkTarget: '/app/a.txt' });
    expect(files.resolve('/app/up/link')?.path).toBe('/app/a.txt');
    expect(files.content('/link')?.toString()).toBe('twelve');
    expect(files.content('/etc/passwd')).toBeUndefined();
  });

  it('are those of the image, not what the engine lays into a container', async () => {
    const files = await engine.files(bare, () => 1000);
    const regular = [...files.entries.values()].filter((entry) => entry.type !== 'directory');
    expect(regular.map((entry) => entry.path).sort()).toEqual(['/bin/app', '/etc/passwd']);
    expect(files.content('/bin/app')?.toString()).toBe('app:x:1000:\n');
  });

  it('leave no container behind', async () => {
    await engine.files(bare, () => 0);
    expect(await containersOf(engine, bare)).toBe(0);
  });

  it('of an image that is not there are an error that says so', async () => {
    const reading = engine.files('docker-labs-test:never-built', () => 0);
    await expect(reading).rejects.toMatchObject({ code: 'image-absent' });
    await expect(reading).rejects.toBeInstanceOf(EngineError);
  });
});

it('saves an image as an archive with a manifest', async () => {
  const chunks: Buffer[] = [];
  for await (const chunk of await engine.save(bare)) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).includes('manifest.json')).toBe(true);
});

it('lists what is ours, and removes it', async () => {
  const id = await buildImage(engine, {
    Dockerfile: `FROM scratch\nLABEL one=${process.pid}-${Date.now()}\n`,
  });
  const thing = (await engine.ours()).find((one) => one.id === id);
  expect(thing).toMatchObject({ type: 'image', size: expect.any(Number), created: expect.any(String) });
  if (thing) await engine.remove(thing);
  expect(await engine.image(id)).toBeUndefined();
});

it('tells of images as they come and go', async () => {
  const id = await buildImage(engine, { Dockerfile: `FROM scratch\nLABEL x=${process.pid}-${Date.now()}\n` });
  const controller = new AbortController();
  const seen: string[] = [];
  const listening = (async () => {
    for await (const event of engine.events(controller.signal)) {
      if (event.type !== 'image' || event.id.replace(/^sha256:/, '') !== id.replace(/^sha256:/, '')) continue;
      seen.push(event.action);
      controller.abort();
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await removeImage(engine, id);
  await listening;
  expect(seen[0]).toMatch(/delete|remove|untag/);
});
