import { describe, expect, it } from 'vitest';
import type { HistoryAnswer, ImageAnswer } from '../../../src/engine/docker/api.ts';
import type { Client } from '../../../src/engine/docker/client.ts';
import { imageFacts, imagePath, readImage } from '../../../src/engine/docker/image.ts';
import { answer } from './recorded.ts';

const ENGINES = ['engine2010', 'engine28-graphdriver', 'engine28-containerd', 'podman431-docker'];
const facts = (engine: string, manifests?: ImageAnswer['Manifests']) =>
  imageFacts(
    'x:1',
    answer<ImageAnswer>(`${engine}-image-inspect`),
    answer<HistoryAnswer[]>(`${engine}-image-history`),
    manifests ?? undefined,
  );

describe('one image on four engines', () => {
  it.each(ENGINES)('%s: the same configuration', (engine) => {
    expect(facts(engine).config).toMatchObject({
      user: '10001',
      env: { API_KEY: 'hunter2' },
      entrypoint: ['/bin/busybox'],
      cmd: ['sleep', '600'],
      exposedPorts: ['8080/tcp'],
      labels: { 'org.opencontainers.image.title': 't', 'org.opencontainers.image.version': '1.0.0' },
      architecture: 'amd64',
      os: 'linux',
    });
  });

  it.each(ENGINES)('%s: the size is the unpacked one, the same within 0.2 %%', (engine) => {
    const { size, history } = facts(engine);
    expect(Math.abs(size - 36_982_310) / 36_982_310).toBeLessThan(0.002);
    expect(size).toBe(history.reduce((sum, entry) => sum + entry.size, 0));
  });

  it.each(ENGINES)('%s: the history runs from the base up, and tells layers from settings', (engine) => {
    const { history, layerDigests } = facts(engine);
    expect(history[0]?.createdBy).toContain('ADD');
    expect(history.at(-1)?.createdBy).toContain('CMD');
    expect(history.filter((entry) => !entry.empty)).toHaveLength(layerDigests.length);
  });

  it.each(ENGINES)('%s: an id with its algorithm', (engine) => {
    expect(facts(engine).id).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each(['engine2010', 'engine28-graphdriver', 'engine28-containerd'])('%s: the health check', (engine) => {
    expect(facts(engine).config.healthcheck).toEqual({
      test: ['CMD-SHELL', 'wget -qO- http://127.0.0.1:8080/ || exit 1'],
      interval: 2000,
      timeout: 1000,
      retries: 2,
    });
  });
});

describe('what engines leave out', () => {
  it('takes the unpacked size of the manifests where the history has no sizes', () => {
    const inspected = answer<ImageAnswer>('engine28-containerd-image-inspect-manifests');
    const bare = answer<HistoryAnswer[]>('engine28-containerd-image-history').map((entry) => ({
      ...entry,
      Size: 0,
    }));
    expect(imageFacts('x', inspected, bare, inspected.Manifests ?? undefined).size).toBe(37_040_128);
    expect(imageFacts('x', inspected, bare).size).toBe(inspected.Size);
  });

  it('reads absent fields as empty (API 1.52)', () => {
    const { config, tags, size } = imageFacts('x', { Id: 'sha256:1', Config: {} }, []);
    expect(config).toMatchObject({ user: '', env: {}, labels: {}, cmd: [], entrypoint: [] });
    expect(tags).toEqual([]);
    expect(size).toBe(0);
  });
});

it('keeps slashes, tags and digests of a name in its path', () => {
  expect(imagePath('a.io:5000/b/c:1', 'json')).toBe('/images/a.io:5000/b/c:1/json');
  expect(imagePath('x@sha256:ab', 'get')).toBe('/images/x@sha256:ab/get');
  expect(imagePath('x?y#z', 'json')).toBe('/images/x%3Fy%23z/json');
});

describe('an image that is replaced while it is asked about', () => {
  /** Answers as an engine whose name `x:1` is first of one image, then of another; the first one goes at once. */
  const clientOf = (ids: string[], kept: string | undefined) => {
    const left = [...ids];
    const find = async (_: string, path: string) => {
      if (path === '/images/x:1/json')
        return { ...answer<ImageAnswer>('engine2010-image-inspect'), Id: left.shift() };
      return path === `/images/${kept}/history`
        ? answer<HistoryAnswer[]>('engine2010-image-history')
        : undefined;
    };
    return { find } as unknown as Client;
  };

  it('is the one that has its name now', async () => {
    const image = await readImage(clientOf(['one', 'two'], 'two'), 'x:1', { podman: false });
    expect(image?.id).toBe('sha256:two');
  });

  it('is none when each that has the name goes', async () => {
    const ids = ['one', 'two', 'three', 'four'];
    expect(await readImage(clientOf(ids, undefined), 'x:1', { podman: false })).toBeUndefined();
  });
});

it('counts no layer for a WORKDIR of buildah, which makes none', () => {
  const nop = (text: string) => ({ CreatedBy: `/bin/sh -c #(nop) ${text}`, Size: 0 });
  const newestFirst = [
    { CreatedBy: '/bin/sh -c rm /app/b', Size: 2560 },
    nop('ENV A=b'),
    { CreatedBy: '/bin/sh -c #(nop) COPY dir:eb51 in .', Size: 3584 },
    nop('WORKDIR /app'),
    // Of a base that Docker's classic builder made, with a layer for it.
    nop('WORKDIR /srv'),
    { CreatedBy: 'ADD rootfs.tar.gz /', Size: 8_000_000 },
  ];
  const of = (layers: number) =>
    imageFacts(
      'x',
      { RootFS: { Layers: Array.from({ length: layers }, (_, index) => `sha256:${index}`) } },
      newestFirst,
    )
      .history.filter((entry) => !entry.empty)
      .map(({ createdBy }) => createdBy.replace('/bin/sh -c ', ''));
  expect(of(4)).toEqual([
    'ADD rootfs.tar.gz /',
    '#(nop) WORKDIR /srv',
    '#(nop) COPY dir:eb51 in .',
    'rm /app/b',
  ]);
  expect(of(5)).toHaveLength(5);
});
