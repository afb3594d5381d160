import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** .ci/run names a folder here; each run leaves its results in it, to be added up. */
const reports = process.env.DOCKER_LABS_TEST_REPORTS;

export default defineConfig({
  test: {
    reporters: [
      'default',
      ...(reports ? [['json', { outputFile: join(reports, `${process.pid}.json`) }] as const] : []),
    ],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          globalSetup: ['test/helpers/build-once.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/helpers/build-once.ts'],
          testTimeout: 900_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
