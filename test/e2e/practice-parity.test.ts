import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openContext } from '../../src/dockerfile/open-context.ts';
import { discoverEngine } from '../../src/engine/discover.ts';
import { Catalogue, loadCatalogue } from '../../src/engine/practice/catalogue.ts';
import { createPracticeEngine } from '../../src/engine/practice/engine.ts';
import { renewEntry } from '../../src/engine/practice/renew.ts';
import type { Engine } from '../../src/engine/types.ts';
import type { FileEntry, ImageFacts, ImageFiles } from '../../src/image/types.ts';
import { CASES, type Case, layOut } from '../engine/practice/corpus.ts';

// What the practice engine predicts is held against what a real engine builds, field by field and file by
// file. The base's own facts are taken from the engine first: a stand-in has another version and size.
const TAG = 'docker-labs-parity:case';
const FROM_ENGINE = /^\/(?:\.dockerenv$|(?:dev|proc|sys)(?:\/|$)|etc\/(?:hosts|hostname|resolv\.conf|mtab)$)/;

let engine: Engine;
let practice: Engine;
const bases = new Map<string, ImageFacts>();

beforeAll(async () => {
  const found = await discoverEngine({ choice: 'auto' });
  if (!found.engine)
    throw new Error(`No engine to test on: ${found.tried.map((one) => one.detail).join('; ')}`);
  engine = found.engine;
  const data = structuredClone(loadCatalogue().data);
  for (const name of new Set(CASES.flatMap((one) => one.needs ?? []))) {
    const facts = await engine.image(name);
    if (!facts) continue;
    bases.set(name, facts);
    const entry = new Catalogue(data).find(name);
    if (!entry) throw new Error(`The catalogue lacks ${name}.`);
    const { config, ...renewed } = renewEntry(entry, facts, entry.asOf);
    const { labels } = facts.config;
    data.images[data.images.indexOf(entry)] = {
      ...renewed,
      ...(config ? { config: { ...config, labels } } : {}),
    };
  }
  practice = createPracticeEngine({ catalogue: new Catalogue(data) });
});
afterAll(async () => {
  await engine?.close();
});

it.each(CASES.filter((one) => one.fails).map((one) => [one.name, one] as const))('%s', async (_, one) => {
  const { dir, remove } = await layOut(one);
  try {
    const request = {
      context: await openContext(dir, 'Dockerfile'),
      dockerfile: 'Dockerfile',
      ...options(one),
    };
    const [real, predicted] = [
      await engine.build(request, () => {}),
      await practice.build(request, () => {}),
    ];
    if (real.ok || predicted.ok) throw new Error(`built: ${real.ok}, predicted to build: ${predicted.ok}`);
    expect(predicted.failure.kind).toBe(one.fails);
    expect(real.failure.kind).toBe(one.fails);
    expect(predicted.failure.exitCode).toBe(real.failure.exitCode);
    // BuildKit does not always know the line; where it does, it is the predicted one.
    if (real.failure.line !== undefined) expect(predicted.failure.line).toBe(real.failure.line);
  } finally {
    await remove();
  }
});

const built = CASES.filter((one) => !one.fails);
describe.each(built.map((one) => [one.name, one] as const))('%s', (_, one) => {
  it('is built as predicted', async (context) => {
    if (one.needs && !bases.has(one.needs)) {
      context.skip(`${one.needs} is not on this engine; npm run standins loads one`);
    }
    const { dir, remove } = await layOut(one);
    try {
      const { real, predicted } = await buildBoth(one, dir);
      expect(predicted.facts.config).toEqual(real.facts.config);
      expect(predicted.steps).toEqual(real.steps);
      expect(compareFiles(one, predicted.files, real.files)).toEqual([]);
      if (!one.needs) {
        expect(predicted.facts.size).toBe(real.facts.size);
        expect(predicted.files.complete).toBe(true);
      }
    } finally {
      await engine.remove({ type: 'image', id: TAG, name: TAG });
      await remove();
    }
  });
});

function options({ target, buildArgs }: Case) {
  return { ...(target === undefined ? {} : { target }), ...(buildArgs === undefined ? {} : { buildArgs }) };
}

async function buildBoth(one: Case, dir: string) {
  const request = {
    context: await openContext(dir, 'Dockerfile'),
    dockerfile: 'Dockerfile',
    tag: TAG,
    // BuildKit's cache goes by content and would hand one case the owner of another's files.
    noCache: true,
    ...options(one),
  };
  const build = async (on: Engine) => {
    const outcome = await on.build(request, () => {});
    if (!outcome.ok) throw new Error(`${on.kind}: ${outcome.failure.message}`);
    const facts = await on.image(TAG);
    if (!facts) throw new Error(`${on.kind}: no image`);
    // Not their numbers: a step that another build is just making has that build's.
    const steps = outcome.steps
      .filter((step) => !step.internal)
      .map((step) => plainText(step.instruction ?? ''));
    return { facts, steps: steps.sort(), files: await on.files(TAG, () => 0) };
  };
  return { real: await build(engine), predicted: await build(practice) };
}

/** BuildKit shows the JSON form of COPY in a notation of its own. */
function plainText(text: string): string {
  return text.replace(/\[([^\]]*)\]$/, (_, inner: string) => `[${inner.replaceAll('"', '')}]`);
}

/** Paths that differ. What is not predicted differs only where the prediction says that it is absent. */
function compareFiles(one: Case, predicted: ImageFiles, real: ImageFiles): string[] {
  const paths = new Set([...predicted.entries.keys(), ...real.entries.keys()]);
  return [...paths].filter(inScope(one)).flatMap((path) => {
    const [mine, theirs] = [predicted.entries.get(path), real.entries.get(path)];
    if (!mine && !predicted.absent?.(path)) return [];
    return show(mine) === show(theirs) ? [] : [`${path}: predicted ${show(mine)}, built ${show(theirs)}`];
  });
}

function inScope(one: Case): (path: string) => boolean {
  return (path) => {
    if (path === '/' || FROM_ENGINE.test(path) || one.differs?.[path]) return false;
    if (one.below) return one.below.some((top) => path === top || path.startsWith(`${top}/`));
    return path !== '/etc'; // made by the engine for its own files
  };
}

function show(entry: FileEntry | undefined): string {
  if (!entry) return 'nothing';
  const { type, size, mode, uid, gid, linkTarget = '' } = entry;
  return `${type} ${type === 'file' ? size : ''} ${mode.toString(8)} ${uid}:${gid} ${linkTarget}`;
}
