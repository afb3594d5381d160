import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assetPath } from '../../../src/assets.ts';
import { loadCourse } from '../../../src/course/load.ts';
import { loadCatalogue, parseCatalogue, readTag } from '../../../src/engine/practice/catalogue.ts';
import { parseReference } from '../../../src/engine/practice/reference.ts';
import { formatCatalogue, renewEntry } from '../../../src/engine/practice/renew.ts';
import type { ImageFacts } from '../../../src/image/types.ts';

const catalogue = loadCatalogue();
const found = (reference: string) => {
  const entry = catalogue.find(reference);
  return entry && `${entry.image} ${entry.cycle} ${entry.variant}`.trim();
};

describe('the catalogue that ships', () => {
  it('has a profile for every entry, and no tag twice', () => {
    const tags = catalogue.data.images.flatMap((entry) => entry.tags.map((tag) => `${entry.image}:${tag}`));
    expect(tags).toEqual([...new Set(tags)]);
    for (const entry of catalogue.data.images) expect(() => catalogue.profile(entry.profile)).not.toThrow();
  });

  it('knows every base of the course, its size and its configuration', async () => {
    const { manifest } = await loadCourse();
    for (const base of Object.values(manifest.bases)) {
      expect(catalogue.find(base), base).toMatchObject({
        size: expect.any(Number),
        config: expect.any(Object),
      });
    }
  });

  it.each([
    ['node:18-alpine', '2025-04-30'],
    ['node:24', '2028-04-30'],
    ['golang:1.21', '2024-08-13'],
    ['python:3.11-slim', '2027-10-31'],
  ])('%s is supported until %s', (reference, date) => {
    expect(catalogue.find(reference)?.endOfLife).toBe(date);
  });

  it('is written as it is read', () => {
    const text = readFileSync(assetPath('base-images.json'), 'utf8');
    expect(parseCatalogue(formatCatalogue(catalogue.data)).data).toEqual(catalogue.data);
    expect(JSON.parse(formatCatalogue(JSON.parse(text)))).toEqual(JSON.parse(text));
  });

  it('is refused when it is broken', () => {
    expect(() => parseCatalogue('{"formatVersion":1}')).toThrow('is broken');
  });
});

describe('looking a base up', () => {
  it.each([
    ['node:24-alpine', 'node 24 alpine'],
    ['docker.io/library/node:24-alpine', 'node 24 alpine'],
    ['node:24-alpine@sha256:1234', 'node 24 alpine'],
    ['mirror.example:5000/library/node:24', 'node 24'],
    ['public.ecr.aws/docker/library/python:3.13-slim', 'python 3.13 slim'],
    ['node:24.3.1-alpine3.22', 'node 24 alpine'],
    ['node:24.3-bookworm-slim', 'node 24 slim'],
    ['node:24-bookworm', 'node 24'],
    ['node:krypton-alpine', 'node 24 alpine'],
    ['golang:1.26.3', 'golang 1.26'],
    ['python:3.13.2-slim-bookworm', 'python 3.13 slim'],
    ['gcr.io/distroless/static-debian12:nonroot', 'gcr.io/distroless/static-debian12 12'],
    ['node:240-alpine', undefined],
    ['node:2-alpine', undefined],
    ['node:24-windowsservercore', undefined],
    ['localhost:5000/node', undefined],
    ['example.org/node:24', undefined],
    ['other/node:24', undefined],
  ])('%s is %s', (reference, entry) => {
    expect(found(reference)).toBe(entry);
  });

  it('reads tags and references', () => {
    expect(readTag('3.13-slim-bookworm')).toEqual({ version: '3.13', variant: 'slim' });
    expect(readTag('bookworm')).toEqual({ version: '', variant: '' });
    expect(parseReference('localhost:5000/a/b')).toEqual({ repository: 'localhost:5000/a/b', tag: 'latest' });
    expect(parseReference('a:1@sha256:x')).toEqual({ repository: 'a', tag: '1', digest: 'sha256:x' });
  });
});

describe('renewing an entry', () => {
  const entry = catalogue.find('node:24-alpine');
  const facts = (labels: Record<string, string>): ImageFacts => ({
    ref: 'node:24-alpine',
    id: 'sha256:x',
    tags: [],
    history: [],
    layerDigests: [],
    size: 42,
    config: {
      user: '',
      env: { NODE_VERSION: '24.99.0' },
      entrypoint: [],
      cmd: ['node'],
      workdir: '',
      labels,
      exposedPorts: [],
      volumes: [],
      onbuild: [],
      architecture: 'amd64',
      os: 'linux',
    },
  });

  it('takes configuration and size of a real image', () => {
    if (!entry) throw new Error('no entry');
    const renewed = renewEntry(entry, facts({ a: '1' }), '2026-12-01');
    expect(renewed).toMatchObject({
      size: 42,
      asOf: '2026-12-01',
      config: { labels: { a: '1' } },
      endOfLife: entry.endOfLife,
    });
    expect(renewed.config?.env.NODE_VERSION).toBe('24.99.0');
  });

  it('never takes the size of a stand-in', () => {
    if (!entry) throw new Error('no entry');
    const renewed = renewEntry(entry, facts({ 'dev.docker-labs.standin': 'true' }), '2026-12-01');
    expect(renewed.size).toBe(entry.size);
    expect(renewed.config?.labels).toEqual({});
  });
});
