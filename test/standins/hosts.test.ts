import { expect, it } from 'vitest';
import { hostOf, testHosts } from '../e2e/engine/hosts.ts';

it('gives each worker an engine of its own, and none where none is named', () => {
  const hosts = testHosts({ DOCKER_LABS_TEST_HOSTS: 'unix:///a,unix:///b' });
  expect([1, 2].map((worker) => hostOf(worker, hosts))).toEqual(['unix:///a', 'unix:///b']);
  expect(hostOf(1, testHosts({}))).toBeUndefined();
});
