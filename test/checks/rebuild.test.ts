import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { rebuildTouched } from '../../src/checks/rebuild.ts';
import { openContext } from '../../src/dockerfile/open-context.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { BuildEvent, BuildRequest, Engine, StepStatus } from '../../src/engine/types.ts';
import { Interrupted } from '../../src/errors.ts';
import { withFolder } from '../helpers/engine.ts';

const TEXT = 'FROM node:24-alpine\nCOPY package.json ./\nRUN npm ci\nCOPY app.js ./\n';

const PROJECT = { Dockerfile: TEXT, 'package.json': '{}', 'app.js': 'one\n' };

/** `npm ci` of PROJECT, with app.js changed. */
const touched = async (dir: string, engine: object) =>
  rebuildTouched({
    engine: { real: true, ...engine } as unknown as Engine,
    context: await openContext(dir, 'Dockerfile'),
    dockerfile: parseDockerfile(TEXT, 'Dockerfile'),
    subject: { name: 'image', contextDir: dir, dockerfile: 'Dockerfile' },
    touch: 'app.js',
    watch: ['npm ci'],
    signal: undefined,
  });

/** Rebuilds on an engine whose builds of a changed app.js say these of RUN, one after the other; with all that was built. */
const rebuild = (statuses: (StepStatus | StepStatus[])[]) =>
  withFolder(PROJECT, async (dir) => {
    const built: string[] = [];
    const build = async ({ context }: BuildRequest) => {
      const source = await readFile(join(context.dir, 'app.js'), 'utf8');
      built.push(source === 'one\n' ? 'as it is' : 'changed');
      const told = [source === 'one\n' ? 'done' : statuses.shift()].flat();
      const steps = told.map((status, index) => {
        return { id: `run${index}`, name: 'RUN npm ci', internal: false, status, line: 3, inputs: [] };
      });
      return { ok: true, imageId: 'sha256:a', steps, warnings: [], ms: 1 };
    };
    const report = await touched(dir, { build, remove: async () => {} });
    return { built, cached: report.steps.map((step) => step.cached) };
  });

it('a step that is cached after a change is looked at once', async () => {
  expect(await rebuild(['cached'])).toEqual({ built: ['as it is', 'changed'], cached: [true] });
});

it('a step that runs again is looked at once more, from the files as they were', async () => {
  const built = ['as it is', 'changed', 'as it is', 'changed'];
  expect(await rebuild(['done', 'cached'])).toEqual({ built, cached: [true] });
});

it('a step that runs again each time runs again', async () => {
  const built = ['as it is', 'changed', 'as it is', 'changed'];
  expect(await rebuild(['done', 'done'])).toEqual({ built, cached: [false] });
});

it('a step that the engine tells of twice is one step, cached where either was', async () => {
  const built = ['as it is', 'changed'];
  expect(await rebuild([['cached', 'cached']])).toEqual({ built, cached: [true] });
  expect(await rebuild([['done', 'cached']])).toEqual({ built, cached: [true] });
});

it('a build that is already making its image is not stopped, and what a stopped one made late is taken away', async () => {
  for (const [name, stops] of [
    ['exporting to image', false],
    ['[internal] load build context', true],
  ] as const) {
    await withFolder(PROJECT, async (dir) => {
      const images = new Set<string>();
      let stopped = false;
      const build = async (
        { tag = '', context }: BuildRequest,
        onEvent: (event: BuildEvent) => void,
        signal?: AbortSignal,
      ) => {
        const source = await readFile(join(context.dir, 'app.js'), 'utf8');
        const run = { id: 'run', name: 'RUN npm ci', internal: false, status: 'done', line: 3, inputs: [] };
        const other = { id: 'other', name, internal: true, status: 'running', inputs: [] };
        for (const step of [run, other]) onEvent({ type: 'step', step } as unknown as BuildEvent);
        const made = () => images.add(tag);
        if (source !== 'one\n') {
          await sleep(600, undefined, signal ? { signal } : {}).catch(() => {
            stopped = true;
            // The engine hears of it too late.
            setTimeout(made, 100);
            throw new Interrupted('stopped');
          });
        }
        made();
        return { ok: true, imageId: 'sha256:a', steps: [run], warnings: [], ms: 1 };
      };
      const remove = async ({ id }: { id: string }) => images.delete(id);
      await touched(dir, { build, remove });
      expect([stopped, [...images]]).toEqual([stops, []]);
    });
  }
});
