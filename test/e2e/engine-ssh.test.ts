import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverEngine } from '../../src/engine/discover.ts';
import { testEngine } from '../helpers/engine.ts';
import { exercise, exercisePort } from '../helpers/exercise-engine.ts';
import { noSshd, type Sshd, startSshd } from './engine/sshd.ts';

const obstacle = noSshd();
if (obstacle !== undefined) console.log(`tests with a real sshd skipped: ${obstacle}`);

describe.skipIf(obstacle !== undefined)('an engine behind a real sshd', () => {
  let sshd: Sshd;
  let home: string;
  beforeAll(async () => {
    const engine = await testEngine();
    sshd = await startSshd((await engine.info()).endpoint);
    await engine.close();
    home = await mkdtemp(join(tmpdir(), 'dl-home-'));
  });
  afterAll(async () => {
    await sshd?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  const find = (env: NodeJS.ProcessEnv) => discoverEngine({ choice: 'auto', env, home });

  it('is found by its context, builds, and its published ports are reached', async () => {
    const meta = join(home, '.docker/contexts/meta', createHash('sha256').update('far').digest('hex'));
    await mkdir(meta, { recursive: true });
    const host = `ssh://root@127.0.0.1:${sshd.port}`;
    await writeFile(
      join(meta, 'meta.json'),
      JSON.stringify({ Name: 'far', Endpoints: { docker: { Host: host } } }),
    );
    const { engine, tried } = await find({ DOCKER_CONTEXT: 'far', PATH: sshd.path });
    if (!engine) throw new Error(JSON.stringify(tried));
    expect(await engine.info()).toMatchObject({ foundBy: 'DOCKER_CONTEXT far', endpoint: host });
    await exercise(engine);
    await exercisePort(engine);
    await engine.close();
  });

  it('that lets nobody in says so in ssh’s words', async () => {
    // The machine's own ssh has neither the key nor the host key.
    const { engine, tried } = await find({
      DOCKER_HOST: `ssh://root@127.0.0.1:${sshd.port}`,
      PATH: process.env.PATH,
    });
    expect(engine).toBeUndefined();
    expect(tried[0]).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringMatching(/Host key verification failed|Permission denied/),
    });
  });
});
