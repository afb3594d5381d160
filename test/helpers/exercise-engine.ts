import { get } from 'node:http';
import { expect } from 'vitest';
import type { Engine } from '../../src/engine/types.ts';
import { BASE, buildFiles, removeImage } from './engine.ts';

/** All that a transport must carry: questions, a build with its session, a file listing. */
export async function exercise(engine: Engine): Promise<void> {
  const { outcome } = await buildFiles(
    engine,
    { 'Dockerfile.x': `FROM ${BASE}\nCOPY . /x\n`, '.dockerignore': 'Dockerfile*', 'a.txt': `${Date.now()}` },
    { dockerfile: 'Dockerfile.x' },
  );
  expect(outcome.ok).toBe(true);
  if (!outcome.ok) return;
  const files = await engine.files(outcome.imageId, () => 100);
  expect(files.resolve('/x/a.txt')?.size).toBe(13);
  expect(files.resolve('/x/Dockerfile.x')).toBeUndefined();
  await removeImage(engine, outcome.imageId);
}

/** Runs a server in a container, and asks it where the engine says that it can be reached. */
export async function exercisePort(engine: Engine): Promise<void> {
  const serve = "require('node:http').createServer((q, s) => s.end('far away')).listen(3000)";
  const container = await engine.start({
    image: BASE,
    entrypoint: [],
    command: ['node', '-e', serve],
    ports: [3000],
  });
  try {
    const place = await container.endpoint(3000);
    expect(await container.endpoint(3000)).toEqual(place);
    expect(await askUntilAnswered(place)).toBe('far away');
  } finally {
    await container.remove();
  }
}

async function askUntilAnswered(place: { host: string; port: number }): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await new Promise((resolve, reject) => {
        get({ ...place, path: '/', agent: false, timeout: 5000 }, (response) =>
          response
            .setEncoding('utf8')
            .toArray()
            .then((chunks) => resolve(chunks.join('')), reject),
        )
          .on('timeout', reject)
          .on('error', reject);
      });
    } catch (error) {
      if (attempt > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
