import { expect, it } from 'vitest';
import { candidates } from '../../src/engine/candidates.ts';
import type { EngineChoice } from '../../src/engine/choice.ts';

const paths = async (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}, choice: EngineChoice = 'auto') =>
  (await candidates(choice, { env, home: '/nowhere/at/all', platform })).endpoints.map(({ url }) => url);

it('tries the default socket first, then the known ones, Podman last', async () => {
  expect(await paths('linux', { XDG_RUNTIME_DIR: '/run/user/7' })).toEqual([
    'unix:///var/run/docker.sock',
    'unix:///run/user/7/docker.sock',
    'unix:///nowhere/at/all/.docker/run/docker.sock',
    'unix:///nowhere/at/all/.docker/desktop/docker.sock',
    'unix:///nowhere/at/all/.colima/default/docker.sock',
    'unix:///nowhere/at/all/.rd/docker.sock',
    'unix:///run/user/7/podman/podman.sock',
    'unix:///run/podman/podman.sock',
  ]);
});

it('knows OrbStack and Podman’s machine on a Mac', async () => {
  const found = await paths('darwin', { TMPDIR: '/tmp/t' });
  expect(found).toContain('unix:///nowhere/at/all/.orbstack/run/docker.sock');
  expect(found).toContain('unix:///tmp/t/podman/podman-machine-default-api.sock');
});

it('uses named pipes on Windows', async () => {
  expect(await paths('win32')).toEqual([
    'npipe:////./pipe/docker_engine',
    'npipe:////./pipe/dockerDesktopLinuxEngine',
    'npipe:////./pipe/podman-machine-default',
  ]);
});

it('leaves Podman’s sockets out where Docker is asked for, and puts them first where Podman is', async () => {
  expect((await paths('linux', {}, 'docker')).join()).not.toContain('podman');
  expect((await paths('linux', {}, 'podman'))[0]).toBe('unix:///run/podman/podman.sock');
});
