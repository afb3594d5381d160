import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { discoverEngine } from '../../src/engine/discover.ts';
import { buildFiles, removeImage } from '../helpers/engine.ts';
import { privateRegistry } from '../helpers/private-registry.ts';

let registry: Awaited<ReturnType<typeof privateRegistry>>;
let home: string;

beforeAll(async () => {
  registry = await privateRegistry('me', 'pass:word');
  home = await mkdtemp(join(tmpdir(), 'dl-home-'));
});
afterAll(async () => {
  await registry.close();
  await rm(home, { recursive: true, force: true });
});

/** A build from the private image, with what this home's docker login knows. The engine is on this machine. */
async function build() {
  const { engine, tried } = await discoverEngine({ choice: 'auto', home });
  if (!engine) throw new Error(JSON.stringify(tried));
  try {
    const { outcome } = await buildFiles(engine, {
      Dockerfile: `FROM ${registry.host}/private:1\nLABEL a=b\n`,
    });
    if (outcome.ok) {
      const files = await engine.files(outcome.imageId, () => 0);
      await removeImage(engine, outcome.imageId);
      expect(files.resolve('/secret')?.type).toBe('file');
    }
    return outcome;
  } finally {
    await engine.close();
  }
}

it('is refused without a login, which is told as a base that cannot be had, with its line', async () => {
  const outcome = await build();
  expect(outcome).toMatchObject({ ok: false, failure: { kind: 'base-image', line: 1 } });
  expect(registry.refused()).toBeGreaterThan(0);
});

it('pulls a private base with the login of the reader’s docker', async () => {
  await mkdir(join(home, '.docker'), { recursive: true });
  const auth = Buffer.from('me:pass:word').toString('base64');
  await writeFile(
    join(home, '.docker/config.json'),
    JSON.stringify({ auths: { [registry.host]: { auth } } }),
  );
  expect(await build()).toMatchObject({ ok: true });
});
