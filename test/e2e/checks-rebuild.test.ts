import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeChecks } from '../../src/checks/round.ts';
import type { Engine } from '../../src/engine/types.ts';
import { countingEngine } from '../helpers/counting-engine.ts';
import { BASE, removeImage, testEngine, withFolder } from '../helpers/engine.ts';

let engine: Engine;
/** Ids and names of all that the rounds built. */
const built = new Set<string>();
const tag = `docker-labs-test:rebuild-${process.pid}`;
const tags = [tag, `${tag}-b`, `${tag}-c`];

beforeAll(async () => {
  engine = await testEngine();
});
afterAll(async () => {
  for (const name of tags) await removeImage(engine, name).catch(() => undefined);
  await engine.close();
});

const judge = (dockerfile: string, name = tag) =>
  withFolder(
    { Dockerfile: dockerfile, '.dockerignore': 'Dockerfile*\n', 'package.json': '{}', 'src/app.js': 'x\n' },
    async (dir) => {
      const subject = { name: 'image', tag: name, contextDir: dir, dockerfile: 'Dockerfile' };
      const specs = [{ id: 'build.cached', args: { touch: 'src/app.js', steps: ['echo install'] } }];
      const [verdict] = await judgeChecks({ specs, subject, engine: noting(engine) });
      expect(await readFile(join(dir, 'src/app.js'), 'utf8')).toBe('x\n');
      return verdict;
    },
  );

/** The engine, with a note of what it builds. */
function noting(real: Engine): Engine {
  const { engine: noted } = countingEngine(real);
  return new Proxy(noted, {
    get(target, property) {
      if (property !== 'build') return Reflect.get(target, property, target) as unknown;
      return async (...args: Parameters<Engine['build']>) => {
        const outcome = await target.build(...args);
        if (args[0].tag && !tags.includes(args[0].tag)) built.add(args[0].tag);
        if (outcome.ok) built.add(outcome.imageId);
        return outcome;
      };
    },
  });
}

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

const CHANGED = 'test "$(cat src/app.js)" != x';

it('what comes after the watched step is not built a second time', async () => {
  const verdict = await judge(
    `FROM ${BASE}\nWORKDIR /app\nCOPY package.json ./\nRUN echo install\nCOPY src ./src\nRUN if ${CHANGED}; then exit 1; fi\n`,
  );
  expect(verdict).toMatchObject({ status: 'pass', confidence: 'measured' });
});

it('a watched step that runs is not waited for', async () => {
  const verdict = await judge(
    `FROM ${BASE}\nWORKDIR /app\nCOPY . .\nRUN if ${CHANGED}; then sleep 86400; fi; echo install\n`,
  );
  expect(verdict).toMatchObject({ status: 'fail' });
  expect(verdict?.evidence.map(({ line }) => line)).toEqual([3, 4]);
});

it('the steps of each stage are looked at, those of a stage that nothing needs are not', async () => {
  const verdict = await judge(
    `FROM ${BASE} AS unused\nCOPY . .\nRUN echo install unused\nFROM ${BASE} AS deps\nWORKDIR /deps\nCOPY package.json ./\nRUN echo install one\nFROM ${BASE}\nWORKDIR /app\nCOPY . .\nRUN echo install two\nCOPY --from=deps /deps ./\n`,
  );
  expect(verdict).toMatchObject({ status: 'fail' });
  expect(verdict?.evidence.map(({ line }) => line)).toEqual([10, 11]);
});

it('several who judge the same at once are all told that it stays cached', async () => {
  // The engine does the equal work of several builds once, and tells one of them only. Which one is chance.
  for (let round = 0; round < 5; round += 1) {
    const dockerfile = `FROM ${BASE}\nWORKDIR /app\nCOPY package.json ./\nRUN echo install ${round}\nCOPY src ./src\n`;
    const verdicts = await Promise.all(tags.map((name) => judge(dockerfile, name)));
    expect(verdicts.map((verdict) => verdict?.actual)).toEqual(
      Array(3).fill(`stage 0: RUN echo install ${round}`),
    );
  }
});

it('leaves no image of its own behind', async () => {
  expect(built.size).toBeGreaterThan(4);
  const own = await Promise.all(tags.map(async (name) => (await engine.image(name))?.id));
  for (const id of built) expect(own.includes(id) ? undefined : await engine.image(id), id).toBeUndefined();
});
