import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/engine/attempt.ts';
import type { EngineChoice } from '../../src/engine/choice.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import { explainAttempts } from '../../src/engine/explain.ts';
import { listenAs, type Manner, stopListening } from '../helpers/fake-engine.ts';

const NEW: Manner = { version: '28.5.2', api: '1.51' };
const PODMAN: Manner = { version: '5.2.0', api: '1.41', podman: true };

let home: string;
const servers: Server[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dl-home-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await stopListening(server);
  await rm(home, { recursive: true, force: true });
});

async function listen(manner: Manner, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  servers.push(await listenAs(manner, path));
  return path;
}

/** Looks around in a home of its own; `/var/run` of this machine is out of sight behind a context or a variable. */
async function look(env: NodeJS.ProcessEnv, choice: EngineChoice = 'auto') {
  const found = await discoverEngine({ choice, env, home, platform: 'linux', patience: 300 });
  await found.engine?.close();
  return { found: found.engine?.kind, tried: found.tried };
}

async function writeContext(name: string, host: string, current = true): Promise<void> {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = join(home, '.docker/contexts/meta', id);
  await mkdir(meta, { recursive: true });
  await writeFile(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
  if (current) await writeFile(join(home, '.docker/config.json'), JSON.stringify({ currentContext: name }));
}

/** Discovery as the user nobody; undefined where that user cannot even read the program. */
async function lookAsNobody(socket: string): Promise<Attempt | undefined> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const program = `import { discoverEngine } from './src/engine/discover.ts';
const { tried } = await discoverEngine({ choice: 'auto', env: { DOCKER_HOST: 'unix://${socket}' }, platform: 'linux' });
console.log(JSON.stringify(tried[0]));`;
  const options = {
    cwd: root,
    uid: 65_534,
    gid: 65_534,
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
  };
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], options);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((done) => child.on('close', done));
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : (JSON.parse(text) as Attempt);
}

describe('what the reader set', () => {
  it('DOCKER_HOST comes first', async () => {
    const socket = await listen(NEW, join(home, 'a.sock'));
    await writeContext('other', `unix://${join(home, 'nowhere.sock')}`);
    const { found, tried } = await look({ DOCKER_HOST: `unix://${socket}`, DOCKER_CONTEXT: 'other' });
    expect(found).toBe('docker');
    expect(tried).toEqual([
      expect.objectContaining({ foundBy: 'DOCKER_HOST', outcome: 'ok', detail: 'Docker 28.5.2, API 1.51' }),
    ]);
  });

  it('then DOCKER_CONTEXT, then the current context', async () => {
    const socket = await listen(NEW, join(home, 'a.sock'));
    await writeContext('broken', `unix://${join(home, 'nowhere.sock')}`);
    await writeContext('good', `unix://${socket}`, false);
    expect((await look({ DOCKER_CONTEXT: 'good' })).found).toBe('docker');
    const { found, tried } = await look({});
    expect(found).toBeUndefined();
    expect(tried).toEqual([expect.objectContaining({ foundBy: 'context broken', outcome: 'absent' })]);
  });

  it('the configuration is where DOCKER_CONFIG says', async () => {
    const socket = await listen(NEW, join(home, 'a.sock'));
    await writeContext('good', `unix://${socket}`);
    const { found } = await look({ DOCKER_CONFIG: join(home, '.docker'), HOME: '/nonexistent' });
    expect(found).toBe('docker');
  });

  it('no other engine takes the place of one that was chosen', async () => {
    await listen(NEW, join(home, '.docker/run/docker.sock'));
    const { found, tried } = await look({ DOCKER_HOST: `unix://${join(home, 'gone.sock')}` });
    expect(found).toBeUndefined();
    expect(tried).toHaveLength(1);
    expect(explainAttempts(tried).lines.join('\n')).toContain('DOCKER_HOST');
  });

  it.each([
    ['DOCKER_HOST', { DOCKER_HOST: 'ftp://x' }],
    ['DOCKER_HOST', { DOCKER_HOST: 'tcp://' }],
    ['DOCKER_CONTEXT nope', { DOCKER_CONTEXT: 'nope' }],
  ])('%s that leads nowhere is said: %o', async (foundBy, env) => {
    const { found, tried } = await look(env);
    expect(found).toBeUndefined();
    expect(tried).toEqual([expect.objectContaining({ foundBy, outcome: 'misconfigured', explicit: true })]);
    expect(explainAttempts(tried).summary).toContain(foundBy);
  });

  it('a config.json that is no JSON is said', async () => {
    await mkdir(join(home, '.docker'));
    await writeFile(join(home, '.docker/config.json'), '{');
    const { tried } = await look({});
    expect(tried).toEqual([expect.objectContaining({ outcome: 'misconfigured' })]);
  });

  it('reaches an engine over TCP', async () => {
    const server = await listenAs(NEW, 0);
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    expect((await look({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).found).toBe('docker');
    expect((await look({ DOCKER_HOST: `127.0.0.1:${port}` })).found).toBe('docker');
    const { tried } = await look({ DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1' });
    expect(tried[0]?.outcome).toMatch(/tls|not-an-engine/);
  });
});

describe('how an engine can fail to be one', () => {
  const outcomeOf = async (manner: Manner) => {
    const socket = await listen(manner, join(home, 'a.sock'));
    return (await look({ DOCKER_HOST: `unix://${socket}` })).tried[0];
  };

  it.each([
    ['an old API', { version: '20.10.1', api: '1.39' }],
    ['an old Docker', { version: '19.03.5', api: '1.40' }],
    ['an old Podman', { version: '3.4.2', api: '1.40', podman: true }],
  ] as [string, Manner][])('%s is too old', async (_, manner) => {
    const attempt = await outcomeOf(manner);
    expect(attempt).toMatchObject({ outcome: 'too-old', tryNext: expect.stringContaining('20.10') });
    expect(explainAttempts([attempt as NonNullable<typeof attempt>]).code).toBe('engine-too-old');
  });

  it.each([
    { version: '20.10.24+dfsg1', api: '1.41' },
    { version: '29.4.0', api: '1.53' },
    { version: 'dev', api: '1.99' },
  ])('%o is new enough', async (manner) => {
    expect(await outcomeOf(manner)).toMatchObject({ outcome: 'ok' });
  });

  it('something else listens', async () => {
    expect(await outcomeOf('garbage')).toMatchObject({ outcome: 'not-an-engine' });
  });

  it('it answers with an error', async () => {
    expect(await outcomeOf('teapot')).toMatchObject({
      outcome: 'not-an-engine',
      detail: expect.stringContaining('418'),
    });
  });

  it('it never answers', async () => {
    expect(await outcomeOf('silent')).toMatchObject({ outcome: 'timeout' });
  });

  it('its socket is stale', async () => {
    const socket = join(home, 'stale.sock');
    // A process that is killed leaves its socket; a server that closes removes it. So it is put back by a link.
    const server = createServer();
    await new Promise<void>((done) => server.listen(socket, done));
    const { link } = await import('node:fs/promises');
    await link(socket, `${socket}.kept`);
    await new Promise((done) => server.close(done));
    const { tried } = await look({ DOCKER_HOST: `unix://${socket}.kept` });
    expect(tried[0]).toMatchObject({ outcome: 'stale', tryNext: expect.stringContaining('systemctl') });
    expect(explainAttempts(tried).code).toBe('engine-stale');
  });

  it('it is forbidden', async (context) => {
    if (process.getuid?.() !== 0) {
      const { chmod } = await import('node:fs/promises');
      const socket = await listen(NEW, join(home, 'a.sock'));
      await chmod(socket, 0);
      const { tried } = await look({ DOCKER_HOST: `unix://${socket}` });
      expect(tried[0]).toMatchObject({
        outcome: 'forbidden',
        tryNext: expect.stringContaining('docker group'),
      });
      return;
    }
    // Nothing is forbidden to root: so somebody else looks.
    const socket = await listen(NEW, join(home, 'a.sock'));
    const said = await lookAsNobody(socket);
    if (said === undefined) return context.skip('nobody cannot read the sources here');
    expect(said).toMatchObject({ outcome: 'forbidden', tryNext: expect.stringContaining('docker group') });
  });

  it('it is not there', async () => {
    const { tried } = await look({ DOCKER_HOST: `unix://${join(home, 'gone.sock')}` });
    expect(tried[0]).toMatchObject({ outcome: 'absent' });
    expect(explainAttempts(tried).code).toBe('engine-absent');
  });

  it('its host is unknown', async () => {
    const { tried } = await look({ DOCKER_HOST: 'tcp://docker-labs.invalid:2375' });
    expect(tried[0]?.outcome).toMatch(/unreachable|timeout/);
  });
});

describe('the kind that was asked for', () => {
  it('takes Podman for auto and podman, not for docker', async () => {
    const env = { DOCKER_HOST: `unix://${await listen(PODMAN, join(home, 'p.sock'))}` };
    expect((await look(env)).found).toBe('podman');
    expect((await look(env, 'podman')).found).toBe('podman');
    const { found, tried } = await look(env, 'docker');
    expect(found).toBeUndefined();
    expect(tried[0]?.outcome).toBe('other-kind');
  });

  it('looks for CONTAINER_HOST first when Podman is asked for', async () => {
    const podman = await listen(PODMAN, join(home, 'p.sock'));
    const docker = await listen(NEW, join(home, 'd.sock'));
    const env = { CONTAINER_HOST: `unix://${podman}`, DOCKER_HOST: `unix://${docker}` };
    expect((await look(env, 'podman')).found).toBe('podman');
    expect((await look(env, 'auto')).found).toBe('docker');
  });

  it('tries nothing for the practice engine', async () => {
    expect(await look({}, 'practice')).toEqual({ found: undefined, tried: [] });
  });
});
