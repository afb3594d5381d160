import { expect, it } from 'vitest';
import { observe } from '../../src/checks/observe.ts';
import type { Subject } from '../../src/checks/types.ts';
import type { ContainerState, Engine } from '../../src/engine/types.ts';
import type { ImageFacts } from '../../src/image/types.ts';

const image = {
  id: 'sha256:a',
  ref: 'app',
  config: { exposedPorts: [], healthcheck: { test: ['CMD', 'true'] } },
} as unknown as ImageFacts;

/** Runs an image whose health check says these things, look after look; the last one for ever. */
async function healthOf(...said: NonNullable<ContainerState['health']>[]) {
  // A program without a port is looked at for a while before it counts as running.
  let asked = false;
  const container = {
    state: async () => ({
      running: true,
      exitCode: 0,
      oomKilled: false,
      error: '',
      health: asked && said.length > 1 ? said.shift() : said[0],
    }),
    processes: async () => {
      asked = true;
      return [];
    },
    stop: async () => ({ exitCode: 0, ms: 1, killed: false }),
    logs: async () => '',
    remove: async () => {},
  };
  const engine = { start: async () => container } as unknown as Engine;
  const subject = { name: 'app', tag: 'app' } as unknown as Subject;
  return (await observe({ engine, image, subject, mode: 'plain', signal: undefined })).health;
}

const at = (status: 'starting' | 'healthy' | 'unhealthy', failingStreak: number) => ({
  status,
  failingStreak,
  lastOutput: `${status} ${failingStreak}`,
});

it('a program that took longer to start than its retries last is healthy once it is', async () => {
  expect(await healthOf(at('unhealthy', 3), at('unhealthy', 4), at('healthy', 0))).toMatchObject({
    status: 'healthy',
  });
});

it('one that fails its probes after it was found running is not', async () => {
  expect(await healthOf(at('unhealthy', 3), at('unhealthy', 4), at('unhealthy', 5))).toMatchObject({
    status: 'unhealthy',
    lastOutput: 'unhealthy 5',
  });
  expect(await healthOf(at('starting', 1), at('starting', 2), at('unhealthy', 3))).toMatchObject({
    status: 'unhealthy',
    lastOutput: 'unhealthy 3',
  });
});
