import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { diskFinding, machineFinding, pullFinding } from '../../src/doctor/room.ts';
import { loggedInToHub } from '../../src/engine/hub-login.ts';
import type { EngineInfo } from '../../src/engine/types.ts';
import { folderWith } from '../helpers/course-files.ts';
import { DOCKER } from '../helpers/session.ts';

const INFO: EngineInfo = { ...DOCKER, foundBy: 'DOCKER_HOST', cpus: 2, memory: 4e9 };

it('a machine of another kind is told what to do about images that are not for it', () => {
  expect(machineFinding(INFO)).toMatchObject({ status: 'ok', found: 'linux/amd64, 2 CPUs, 4.00 GB memory' });
  expect(machineFinding({ ...INFO, architecture: 'riscv64' })).toMatchObject({
    status: 'note',
    fix: expect.stringContaining('linux/riscv64'),
  });
});

it('the room of an engine is that of its folder, where that is on this machine', async () => {
  expect((await diskFinding({ ...INFO, dataRoot: tmpdir() })).found).toMatch(
    /^[\d.]+ [kMGT]?B free where .*tmp/,
  );
  for (const elsewhere of [
    { dataRoot: '/no/such/folder' },
    { dataRoot: tmpdir(), endpoint: 'ssh://me@far' },
    { endpoint: 'unix:///s' },
  ])
    expect(await diskFinding({ ...INFO, ...elsewhere })).toMatchObject({
      status: 'note',
      found: expect.stringContaining('cannot be seen from here'),
      fix: expect.any(String),
    });
});

it('a mirror or a login is what keeps Docker Hub’s limit away', async () => {
  expect(await pullFinding({ ...INFO, hubMirrors: 1 })).toMatchObject({ status: 'ok' });
  const auth = Buffer.from('me:secret').toString('base64');
  const home = await folderWith({
    '.docker/config.json': JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth } } }),
  });
  const empty = await folderWith();
  const around = (dir: string) => ({ env: {}, home: dir, platform: process.platform });
  expect(await loggedInToHub(around(home.dir))).toBe(true);
  expect(await loggedInToHub(around(empty.dir))).toBe(false);
  await Promise.all([home.remove(), empty.remove()]);
});
