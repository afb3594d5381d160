import { get as httpGet } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, RunningContainer, RunSpec } from '../../src/engine/types.ts';
import { Interrupted } from '../../src/errors.ts';
import { BASE, buildImage, containersOf, removeImage, testEngine } from '../helpers/engine.ts';

/** Answers on 3000, says what it can do, ends with 7 on SIGTERM unless DEAF is set. */
const SERVER = `
const http = require('node:http'), fs = require('node:fs');
console.log('listening'); console.error('on 3000');
process.on('SIGTERM', () => { if (!process.env.DEAF) process.exit(7); });
const can = (path) => { try { fs.writeFileSync(path, 'x'); return true; } catch (e) { return e.code; } };
http.createServer((request, response) => response.end(JSON.stringify({
  uid: process.getuid(), root: can('/written'), tmp: can('/tmp/written'), who: process.env.WHO,
  caps: /CapEff:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1],
  noNew: /NoNewPrivs:\\s*(\\d)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1],
}))).listen(3000);
`;

let engine: Engine;
let image: string;
let container: RunningContainer | undefined;

beforeAll(async () => {
  engine = await testEngine();
  image = await buildImage(engine, {
    Dockerfile: `FROM ${BASE}
COPY server.js /server.js
HEALTHCHECK --interval=60s --timeout=5s CMD wget -qO- http://127.0.0.1:3000/ >/dev/null && echo fine
ENTRYPOINT []
CMD ["node", "/server.js"]
`,
    'server.js': SERVER,
  });
});
afterEach(async () => {
  await container?.remove();
  container = undefined;
});
afterAll(async () => {
  await removeImage(engine, image);
  await engine.close();
});

async function start(spec: Partial<RunSpec> = {}): Promise<RunningContainer> {
  container = await engine.start({ image, ports: [3000], ...spec });
  return container;
}

/** Asks until it answers; the server needs a moment. (`fetch` of Node 20 may hang on a port not yet served.) */
async function ask(running: RunningContainer): Promise<Record<string, unknown>> {
  const { host, port } = await running.endpoint(3000);
  for (let attempt = 0; ; attempt++) {
    try {
      return JSON.parse(await get(`http://${host}:${port}/`)) as Record<string, unknown>;
    } catch (error) {
      if (attempt > 100) throw error;
      await sleep(100);
    }
  }
}

function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpGet(url, { agent: false, timeout: 2000 }, (response) => {
      response
        .setEncoding('utf8')
        .toArray()
        .then((chunks) => resolve(chunks.join('')), reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}

describe('a running container', () => {
  it('answers on its port, on the loopback', async () => {
    const running = await start({ env: { WHO: 'me' } });
    expect(await ask(running)).toMatchObject({ uid: 0, root: true, who: 'me' });
    expect((await running.endpoint(3000)).host).toBe('127.0.0.1');
  });

  it('runs hardened when asked to', async () => {
    const running = await start({
      user: '1000',
      readOnly: true,
      tmpfs: { '/tmp': 'size=16m' },
      capDrop: ['ALL'],
      noNewPrivileges: true,
      memory: 256 * 1024 * 1024,
      cpus: 0.5,
      pidsLimit: 64,
    });
    expect(await ask(running)).toMatchObject({
      uid: 1000,
      root: 'EROFS',
      tmp: true,
      caps: '0000000000000000',
      noNew: '1',
    });
  });

  it('shows its processes with numeric users, its state and its log', async () => {
    const running = await start({ user: '1234' });
    await ask(running);
    expect(await running.processes()).toEqual([
      { pid: expect.any(Number), uid: 1234, command: 'node /server.js' },
    ]);
    expect(await running.state()).toMatchObject({ running: true, exitCode: 0, oomKilled: false, error: '' });
    expect((await running.logs()).split('\n').sort()).toEqual(['', 'listening', 'on 3000']);
    expect(await running.logs(8)).toHaveLength(8);
  });

  it('runs a command inside, as the user asked for', async () => {
    const running = await start();
    expect(await running.exec(['sh', '-c', 'id -u; exit 4'], { user: '1000' })).toEqual({
      exitCode: 4,
      output: '1000\n',
    });
  });

  it('becomes healthy soon with a shortened interval, by the image’s own test', async () => {
    const running = await start({ healthInterval: 300 });
    let health = (await running.state()).health;
    expect(health?.status).toMatch(/starting|healthy/);
    for (let i = 0; i < 100 && health?.status === 'starting'; i++) {
      await sleep(100);
      health = (await running.state()).health;
    }
    expect(health).toEqual({ status: 'healthy', lastOutput: 'fine', failingStreak: 0 });
  });

  it('ends on the signal with its own status', async () => {
    const running = await start();
    await ask(running);
    expect(await running.stop({ signal: 'SIGTERM', timeoutMs: 10_000 })).toMatchObject({
      exitCode: 7,
      killed: false,
    });
    expect(await running.state()).toMatchObject({ running: false, exitCode: 7 });
    // Once more is fine: it has ended.
    expect(await running.stop({ signal: 'SIGTERM', timeoutMs: 1000 })).toMatchObject({ exitCode: 7 });
  });

  it('is killed when it does not hear', async () => {
    const running = await start({ env: { DEAF: '1' } });
    await ask(running);
    expect(await running.stop({ signal: 'SIGTERM', timeoutMs: 500 })).toMatchObject({
      exitCode: 137,
      killed: true,
    });
  });

  it('is waited for, no longer than asked', async () => {
    const running = await start({ command: ['sh', '-c', 'sleep 0.5; exit 5'] });
    expect(await running.wait(1)).toBeUndefined();
    expect(await running.wait(20_000)).toEqual({ exitCode: 5 });
  });

  it('is gone after remove, which may be called again', async () => {
    const running = await start();
    await running.remove();
    await running.remove();
    const ids = (await engine.ours()).map((thing) => thing.id);
    expect(ids).not.toContain(running.id);
    await expect(running.state()).rejects.toMatchObject({ code: 'engine-failed' });
  });
});

describe('a container that does not start', () => {
  it.each([
    ['a program that is not there', { command: ['/no/such/program'] }, /no such file|not found/],
    ['a user that is not there', { user: 'nobody-here' }, /user/],
  ])('%s is the image’s fault, and leaves none behind', async (_, spec, words) => {
    await expect(start(spec)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(words),
    });
    expect(await containersOf(engine, image)).toBe(0);
  });

  it('an image that is not there is said', async () => {
    await expect(start({ image: 'docker-labs-test:never-built' })).rejects.toMatchObject({
      code: 'image-absent',
    });
  });

  it('a signal that has come already is heard', async () => {
    await expect(engine.start({ image }, AbortSignal.abort())).rejects.toBeInstanceOf(Interrupted);
    expect(await containersOf(engine, image)).toBe(0);
  });
});
