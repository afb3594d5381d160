import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspect } from '../../src/commands/inspect.ts';
import { openContext } from '../../src/dockerfile/open-context.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import { type Engine, OUR_LABEL } from '../../src/engine/types.ts';
import { badSave } from '../../src/image/archive.ts';
import { blameLayers } from '../../src/image/blame.ts';
import { type Examined, examineArchive } from '../../src/image/examine.ts';
import { secretsInFacts } from '../../src/image/secret-config.ts';
import { nodesOf, stackLayers } from '../../src/image/tree.ts';
import type { ImageFacts } from '../../src/image/types.ts';

const BASE = 'node:24-alpine';
const KEY = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'.repeat(6)}-----END PRIVATE KEY-----\n`;
const FILES = {
  'first/a.bin': Buffer.alloc(300_000, 1),
  'first/b.bin': Buffer.alloc(200_000, 2),
  'second/a.bin': Buffer.alloc(310_000, 3),
  'key.pem': KEY,
  'public.pem': '-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----\n',
  '.npmrc': `//registry.example.com/:_authToken=${'0f3c9d2e'.repeat(4)}\n`,
};
const SCRATCH = `FROM scratch
COPY first/ /data/
COPY key.pem /etc/app/key.pem
COPY second/ /data/
COPY public.pem /etc/app/key.pem
USER 10001
HEALTHCHECK --interval=5s CMD ["/app", "health"]
LABEL org.opencontainers.image.title=layers
`;
const DELETED = `FROM ${BASE} AS base
WORKDIR /srv
FROM base
ARG NPM_TOKEN=s3cr3t-default
COPY .npmrc /srv/.npmrc
RUN node --version > /srv/version.txt
RUN rm /srv/.npmrc
`;

let engine: Engine;
let dir: string;
const tags: string[] = [];

beforeAll(async () => {
  const found = await discoverEngine({ choice: 'auto' });
  if (!found.engine)
    throw new Error(`No engine to test on: ${found.tried.map((one) => one.detail).join('; ')}`);
  engine = found.engine;
  dir = mkdtempSync(join(tmpdir(), 'dl-layers-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
});
afterAll(async () => {
  for (const thing of (await engine?.ours()) ?? []) if (tags.includes(thing.name)) await engine.remove(thing);
  await engine?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function built(name: string, dockerfile: string): Promise<string> {
  const tag = `docker-labs-test/layers:${name}`;
  writeFileSync(join(dir, name), dockerfile);
  const context = await openContext(dir, name);
  const outcome = await engine.build(
    { context, dockerfile: name, tag, labels: { [OUR_LABEL]: 'test' } },
    () => {},
  );
  if (!outcome.ok) throw new Error(outcome.failure.message);
  tags.push(tag);
  return tag;
}

async function examined(ref: string, base?: ImageFacts): Promise<{ facts: ImageFacts; image: Examined }> {
  const facts = await engine.image(ref);
  if (!facts) throw new Error(`${ref} is not there`);
  const baseDiffIds = base?.layerDigests ?? [];
  const image = await examineArchive(await engine.save(ref), { ref, complain: badSave(ref), baseDiffIds });
  return { facts, image };
}

/** What must hold for any image: the archive tells the same as the engine. */
async function agrees({ facts, image }: { facts: ImageFacts; image: Examined }): Promise<void> {
  expect(Math.abs(image.facts.size - facts.size)).toBeLessThanOrEqual(facts.size * 0.002);
  expect(image.facts.layerDigests).toEqual(facts.layerDigests);
  expect(image.facts.config).toEqual(facts.config);
  expect(image.facts.history.map((entry) => entry.createdBy)).toEqual(
    facts.history.map((entry) => entry.createdBy),
  );
  const files = await engine.files(facts.id, () => 0);
  const listed = [...files.entries.values()]
    .filter((entry) => entry.type !== 'directory')
    .map((entry) => entry.path);
  const stacked = [...nodesOf(stackLayers(image.layers.layers).tree.root)].filter(
    (node) => node.entry && node.entry.type !== 'directory',
  );
  expect(stacked.map((node) => node.path).sort()).toEqual(listed.sort());
}

describe('an image from scratch', () => {
  let scratch: { facts: ImageFacts; image: Examined };
  beforeAll(async () => {
    scratch = await examined(await built('Dockerfile.scratch', SCRATCH));
  });

  it('tells the same from its archive as from the engine', async () => {
    await agrees(scratch);
    expect(scratch.image.layers.layers.map((layer) => layer.size)).toEqual([
      500_000,
      KEY.length,
      310_000,
      FILES['public.pem'].length,
    ]);
  });

  it('wastes what a later COPY replaces', () => {
    const { wastedFiles, buried } = scratch.image.layers.efficiency;
    expect(wastedFiles[0]).toEqual({ path: '/data/a.bin', bytes: 610_000, layers: [0, 2] });
    expect(buried?.files[0]).toEqual({ path: '/data/a.bin', bytes: 300_000, layer: 0 });
  });

  it('still holds the key that a later COPY replaced', () => {
    expect(scratch.image.secrets).toMatchObject([
      { path: '/etc/app/key.pem', layer: 1, kind: 'private key', deleted: true },
    ]);
  });

  it('blames the line of each layer', () => {
    const lines = blameLayers(scratch.image.facts.history, parseDockerfile(SCRATCH, 'Dockerfile'));
    expect(lines.map((one) => one?.line)).toEqual([2, 3, 4, 5]);
  });

  it('is inspected as the contract says', async () => {
    const out: string[] = [];
    const options = {
      engine: async () => stayingOpen(engine),
      out: (text: string) => void out.push(text),
      width: 80,
      color: false,
    };
    expect(await inspect({ ...options, image: tags[0] as string, json: true })).toBe(0);
    const { image, layers, efficiency } = JSON.parse(out[0] as string);
    expect(image).toMatchObject({
      name: tags[0],
      id: scratch.facts.id,
      size: scratch.facts.size,
      user: '10001',
      healthcheck: { test: ['CMD', '/app', 'health'], interval: 5000 },
    });
    expect(layers.map((layer: { files: number }) => layer.files)).toEqual([2, 1, 1, 1]);
    expect(efficiency.score).toBeCloseTo(scratch.image.layers.efficiency.score);
    await expect(
      inspect({ ...options, image: 'docker-labs-test/none:none', json: true }),
    ).rejects.toMatchObject({ code: 'image-absent' });
  });
});

describe('an image on a base', () => {
  it('still holds the file that a later RUN removed, and its line is blamed', async ({ skip }) => {
    const base = await engine.image(BASE);
    if (!base) return skip(`${BASE} is not on this engine: npm run standins loads it`);
    const deleted = await examined(await built('Dockerfile.deleted', DELETED), base);
    await agrees(deleted);
    const { secrets, layers, facts } = deleted.image;
    expect(secretsInFacts(facts).map((one) => one.kind)).toContain('secret in build argument NPM_TOKEN');
    const first = base.layerDigests.length;
    expect(secrets).toMatchObject([
      { path: '/srv/.npmrc', layer: first + 1, kind: 'npm credentials', deleted: true },
    ]);
    const lines = blameLayers(facts.history, parseDockerfile(DELETED, 'Dockerfile'));
    expect(lines.slice(first).map((one) => one?.line)).toEqual([2, 5, 6, 7]);
    const removed = layers.layers.at(-1)?.entries.filter((entry) => entry.whiteout);
    expect(removed).toMatchObject([{ path: '/srv/.npmrc', whiteout: 'path' }]);
  });
});

/** The engine as the command gets it, but kept open for the tests after it. */
function stayingOpen(whole: Engine): Engine {
  return new Proxy(whole, {
    get(target, key) {
      if (key === 'close') return async () => {};
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
