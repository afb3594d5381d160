import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeChecks } from '../../src/checks/round.ts';
import type { Engine } from '../../src/engine/types.ts';
import { BASE, removeImage, testEngine, withFolder } from '../helpers/engine.ts';

let engine: Engine;
const tag = `docker-labs-test:rebuild-${process.pid}`;

beforeAll(async () => {
  engine = await testEngine();
});
afterAll(async () => {
  await removeImage(engine, tag).catch(() => undefined);
  await engine.close();
});

const judge = (dockerfile: string) =>
  withFolder(
    { Dockerfile: dockerfile, '.dockerignore': 'Dockerfile*\n', 'package.json': '{}', 'src/app.js': 'x\n' },
    async (dir) => {
      const subject = { name: 'image', tag, contextDir: dir, dockerfile: 'Dockerfile' };
      const specs = [{ id: 'build.cached', args: { touch: 'src/app.js', steps: ['echo install'] } }];
      const [verdict] = await judgeChecks({ specs, subject, engine });
      expect(await readFile(join(dir, 'src/app.js'), 'utf8')).toBe('x\n');
      return verdict;
    },
  );

// Twice each: a change that the cache already knows from the last time would be none.
it.each([1, 2])('an installation above the source stays cached (%i)', async () => {
  const verdict = await judge(
    `FROM ${BASE}\nWORKDIR /app\nCOPY package.json ./\nRUN echo install\nCOPY src ./src\n`,
  );
  expect(verdict).toMatchObject({ status: 'pass', confidence: 'measured' });
});

it.each([1, 2])('one below the source runs again, and is named with its line (%i)', async () => {
  const verdict = await judge(`FROM ${BASE}\nWORKDIR /app\nCOPY . .\nRUN echo install\n`);
  expect(verdict).toMatchObject({ status: 'fail' });
  expect(verdict?.evidence.map(({ line }) => line)).toEqual([3, 4]);
});

it('leaves no image of its own behind', async () => {
  const names = (await engine.ours()).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('docker-labs-rebuild'))).toEqual([]);
});
