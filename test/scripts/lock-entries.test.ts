import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { missingPlatforms } from '../../scripts/lock-entries.ts';

it('names what the lock file lacks, with the platform that the name tells', () => {
  const packages = {
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: {
        '@t/cli-linux-x64': '2.0.0',
        '@t/cli-linux-arm-musleabihf': '2.0.0',
        '@t/cli-win32-arm64-msvc': '2.0.0',
        fsevents: '2.0.0',
        '@t/cli-darwin-x64': '^2.0.0',
      },
    },
    'node_modules/@t/cli-linux-x64': { version: '2.0.0' },
  };
  const common = { version: '2.0.0', dev: true, optional: true };
  expect(missingPlatforms(packages)).toEqual({
    'node_modules/@t/cli-linux-arm-musleabihf': { ...common, os: ['linux'], cpu: ['arm'], libc: ['musl'] },
    'node_modules/@t/cli-win32-arm64-msvc': { ...common, os: ['win32'], cpu: ['arm64'] },
  });
});

it('finds nothing missing in the lock file of this project, so that npm ci takes it everywhere', async () => {
  const lock = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  expect(Object.keys(missingPlatforms(lock.packages))).toEqual([]);
});
