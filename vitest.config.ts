import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { testHosts } from './test/e2e/engine/hosts.ts';
import { LongestFirst } from './test/helpers/longest-first.ts';
import { TellRetried } from './test/helpers/tell-retried.ts';

/** On a shared machine a registry or a scheduler may fail a test once; what fails twice is a fault. */
const retry = process.env.CI ? 1 : 0;

/** .ci/run names a folder here; each run leaves its results in it, to be added up. */
const reports = process.env.DOCKER_LABS_TEST_REPORTS;

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: [
      'default',
      new TellRetried(),
      ...(reports ? [['json', { outputFile: join(reports, `${process.pid}.json`) }] as const] : []),
    ],
    projects: [
      {
        test: {
          name: 'unit',
          retry,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          globalSetup: ['test/helpers/build-once.ts'],
          setupFiles: ['test/helpers/fixed-seed.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'engine',
          retry,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/helpers/build-once.ts'],
          setupFiles: ['test/helpers/own-engine.ts'],
          testTimeout: 900_000,
          hookTimeout: 300_000,
          // A file has an engine to itself: some count what is on it.
          maxWorkers: Math.max(1, testHosts().length),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
