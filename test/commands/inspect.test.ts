import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspect } from '../../src/commands/inspect.ts';
import { EngineError } from '../../src/errors.ts';
import { descriptor, dockerArchive, makeTar, ociArchive, ociBlobs } from '../image/make.ts';

let dir: string;
let before: string;
let after: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dl-inspect-'));
  const base = await makeTar({ name: 'bin/sh', content: 's'.repeat(900) });
  const app = await makeTar({ name: 'app/', type: 'directory' }, { name: 'app/a', content: 'a'.repeat(100) });
  const one = {
    layers: [base, app, await makeTar({ name: 'app/a', content: 'a'.repeat(50) }, { name: 'bin/.wh.sh' })],
    createdBy: ['ADD rootfs / # buildkit', 'COPY . /app # buildkit', 'RUN /bin/sh -c make # buildkit'],
    config: {
      User: 'app',
      Env: ['A=1'],
      Cmd: ['run'],
      Labels: { a: 'b' },
      ExposedPorts: { '80/tcp': {} },
      WorkingDir: '/app',
    },
  };
  writeFileSync(join(dir, 'before.tar'), await dockerArchive(one));
  const { blobs, manifest } = ociBlobs({
    layers: [app],
    createdBy: ['COPY . /app # buildkit'],
    config: { User: '10001' },
  });
  writeFileSync(join(dir, 'after.tar'), await ociArchive({ manifests: [descriptor(manifest)] }, blobs));
  before = `docker-archive:${join(dir, 'before.tar')}`;
  after = `oci-archive:${join(dir, 'after.tar')}`;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(
  image: string,
  options: { other?: string; json?: boolean; width?: number } = {},
): Promise<string> {
  const out: string[] = [];
  const code = await inspect({
    image,
    ...(options.other && { other: options.other }),
    json: options.json ?? false,
    engine: () => Promise.reject(new EngineError('engine-absent', 'none', 'start one')),
    out: (text) => out.push(text),
    width: options.width ?? 80,
    color: false,
  });
  expect(code).toBe(0);
  return out.join('\n');
}

describe('inspect --json', () => {
  it('is the document of the contract, without an engine for archives', async () => {
    expect(JSON.parse(await run(before, { json: true }))).toEqual({
      formatVersion: 1,
      image: {
        name: before,
        id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        size: 1050,
        user: 'app',
        healthcheck: null,
        labels: { a: 'b' },
        env: { A: '1' },
        entrypoint: [],
        cmd: ['run'],
        exposedPorts: ['80/tcp'],
        workdir: '/app',
        architecture: 'amd64',
        os: 'linux',
      },
      layers: [
        {
          digest: expect.stringMatching(/^sha256:/),
          size: 900,
          createdBy: 'ADD rootfs / # buildkit',
          files: 1,
        },
        {
          digest: expect.stringMatching(/^sha256:/),
          size: 100,
          createdBy: 'COPY . /app # buildkit',
          files: 1,
        },
        {
          digest: expect.stringMatching(/^sha256:/),
          size: 50,
          createdBy: 'RUN /bin/sh -c make # buildkit',
          files: 1,
        },
      ],
      efficiency: {
        score: 50 / 1050,
        wastedBytes: 1050,
        wastedFiles: [
          { path: '/bin/sh', bytes: 900, layers: [0, 2] },
          { path: '/app/a', bytes: 150, layers: [1, 2] },
        ],
      },
    });
  });

  it('of two images holds both and their comparison', async () => {
    const both = JSON.parse(await run(before, { other: after, json: true }));
    expect(both.other.image).toMatchObject({ user: '10001', size: 100 });
    expect(both.comparison).toMatchObject({ before: 1050, after: 100, delta: -950 });
    expect(both.comparison.layers.map((one: { type: string }) => one.type)).toEqual(['gone', 'same', 'gone']);
  });
});

describe('inspect', () => {
  it('needs an engine for a name, and a file that is there', async () => {
    await expect(run('app:latest')).rejects.toMatchObject({ code: 'engine-absent' });
    await expect(run('docker-archive:/nowhere.tar')).rejects.toMatchObject({ code: 'bad-file', exitCode: 2 });
  });

  it('shows the image for people', async () => {
    const text = await run(before);
    expect(text).toMatch(/ 1 +900 B +█+ +ADD rootfs \//);
    expect(text).toMatch(/wasted 1\.\d kB {3}efficiency 0\.05/);
    expect(text).toContain('/bin/sh   layers 1, 3');
  });

  it('shows two images side by side', async () => {
    const text = await run(before, { other: after });
    expect(text).toContain('−90.5 %');
    expect(text).toMatch(/user +app → 10001/);
  });
});
