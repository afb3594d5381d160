import { expect, it } from 'vitest';
import type { InfoAnswer, VersionAnswer } from '../../../src/engine/docker/api.ts';
import { engineInfo } from '../../../src/engine/docker/info.ts';
import type { Endpoint } from '../../../src/engine/endpoint.ts';
import { answer } from './recorded.ts';

const endpoint: Endpoint = {
  url: 'unix:///s',
  foundBy: 'DOCKER_HOST',
  explicit: true,
  transport: { kind: 'socket', path: '/s' },
};
const info = (engine: string, podman = false) =>
  engineInfo(answer<VersionAnswer>(`${engine}-version`), answer<InfoAnswer>(`${engine}-info`), {
    podman,
    endpoint,
  });

it('tells engine, builder and store of each engine', () => {
  const common = { os: 'linux', architecture: 'amd64', foundBy: 'DOCKER_HOST', endpoint: 'unix:///s' };
  expect(info('engine2010')).toMatchObject({
    ...common,
    kind: 'docker',
    version: '20.10.24+dfsg1',
    apiVersion: '1.41',
    buildkit: true,
    storage: 'vfs',
  });
  expect(info('engine28-graphdriver')).toMatchObject({ ...common, apiVersion: '1.51', storage: 'overlay2' });
  expect(info('engine28-containerd')).toMatchObject({ ...common, storage: 'containerd' });
  expect(info('podman431-docker', true)).toMatchObject({
    ...common,
    kind: 'podman',
    version: '4.3.1',
    buildkit: false,
  });
});

it('tells the machine in numbers', () => {
  const { cpus, memory } = info('engine2010');
  expect(cpus).toBeGreaterThan(0);
  expect(memory).toBeGreaterThan(1e9);
});
