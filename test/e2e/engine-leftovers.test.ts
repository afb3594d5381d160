import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Client } from '../../src/engine/docker/client.ts';
import { parseHost } from '../../src/engine/endpoint.ts';
import { OWNER_LABEL } from '../../src/engine/owner.ts';
import { type Engine, OUR_LABEL } from '../../src/engine/types.ts';
import { BASE, buildImage, containersOf, removeImage, testEngine } from '../helpers/engine.ts';

const source = (path: string) => new URL(`../../src/engine/${path}`, import.meta.url).href;
let engine: Engine;
let client: Client;
let image: string;

beforeAll(async () => {
  engine = await testEngine();
  const url = (await engine.info()).endpoint;
  const transport = parseHost(url, process.platform);
  client = new Client({ url, foundBy: 'test', explicit: true, transport }, process.env);
  image = await buildImage(engine, {
    Dockerfile: `FROM ${BASE}\nLABEL x=${process.pid}\nENTRYPOINT []\nCMD ["sleep", "100"]\n`,
  });
});
afterAll(async () => {
  await removeImage(engine, image);
  await engine.close();
});

/** A container as another docker-labs would have made it. */
async function madeBy(owner: string, running: boolean): Promise<string> {
  const { Id } = await client.json<{ Id: string }>('POST', '/containers/create', {
    body: { Image: image, Labels: { [OUR_LABEL]: 'true', [OWNER_LABEL]: owner } },
  });
  if (running) await client.json('POST', `/containers/${Id}/start`);
  return Id;
}

const exists = async (id: string) => (await client.find('GET', `/containers/${id}/json`)) !== undefined;
const discard = (id: string) => client.find('DELETE', `/containers/${id}`, { query: { force: true } });

it('sweeps what a killed docker-labs left behind, and leaves others’ alone', async () => {
  const dead = await madeBy(`${hostname()}/4194303`, true);
  const alive = await madeBy(`${hostname()}/${process.ppid}`, true);
  const elsewhere = await madeBy('another-machine/1', true);
  try {
    const fresh = await testEngine();
    await fresh.files(image, () => 0);
    await fresh.close();
    expect([await exists(dead), await exists(alive), await exists(elsewhere)]).toEqual([false, true, true]);
  } finally {
    await Promise.all([alive, elsewhere].map(discard));
  }
});

it('does not remove a container that another docker-labs is using', async () => {
  const id = await madeBy(`${hostname()}/${process.ppid}`, true);
  try {
    await expect(engine.remove({ type: 'container', id, name: 'theirs' })).rejects.toThrow(
      /another docker-labs/,
    );
    await expect(engine.remove({ type: 'image', id: image, name: 'used' })).rejects.toThrow(/in use/);
    expect(await exists(id)).toBe(true);
  } finally {
    await discard(id);
  }
});

it('removes its container when a signal ends it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dl-killed-'));
  try {
    const file = join(dir, 'main.mts');
    await writeFile(
      file,
      `import { discoverEngine } from ${JSON.stringify(source('discover.ts'))};
const { engine } = await discoverEngine({ choice: 'auto' });
await engine.start({ image: ${JSON.stringify(image)} });
console.log('started');
setInterval(() => undefined, 1000);
`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      cwd: new URL('../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((ready, failed) => {
      child.stdout.once('data', ready);
      child.once('exit', (code) => failed(new Error(`the other docker-labs ended with ${code}`)));
    });
    expect(await containersOf(engine, image)).toBe(1);
    child.kill('SIGTERM');
    const how = await new Promise((done) => child.on('exit', (_, signal) => done(signal)));
    expect(how).toBe('SIGTERM');
    expect(await containersOf(engine, image)).toBe(0);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
