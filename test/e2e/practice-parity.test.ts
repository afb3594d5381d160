import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slots } from '../../src/commands/author/slots.ts';
import { openContext } from '../../src/dockerfile/open-context.ts';
import { createPracticeEngine } from '../../src/engine/practice/engine.ts';
import type { BuildOutcome, Engine } from '../../src/engine/types.ts';
import type { FileEntry, ImageFiles } from '../../src/image/types.ts';
import { CASES, type Case, layOut } from '../engine/practice/corpus.ts';
import { testEngine } from '../helpers/engine.ts';
import { catalogueOf } from '../helpers/practice-like.ts';

// What the practice engine predicts is held against what a real engine builds, field by field and file by
// file, and, on scratch, what it takes from the cache after a change of a source file. The base's own facts are taken from the
// engine first: a stand-in has another version and size.
const FROM_ENGINE = /^\/(?:\.dockerenv$|(?:dev|proc|sys)(?:\/|$)|etc\/(?:hosts|hostname|resolv\.conf|mtab)$)/;

let engine: Engine;
let practice: Engine;
let apiVersion: string;
let present: ReadonlySet<string>;

beforeAll(async () => {
  engine = await testEngine();
  ({ apiVersion } = await engine.info());
  const like = await catalogueOf(engine);
  ({ present } = like);
  practice = createPracticeEngine({ catalogue: like.catalogue });
});
afterAll(async () => {
  await engine?.close();
});

/** Side by side: a build waits more than it works. */
const inSlot = slots(3);

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
describe.concurrent.each(built.map((one) => [one.name, one] as const))('%s', (_, one) => {
  it('is built as predicted, and built again as predicted', async (context) => {
    if (one.needs && !present.has(one.needs)) {
      context.skip(`${one.needs} is not on this engine; npm run standins loads one`);
    }
    if (one.since !== undefined && isOlder(apiVersion, one.since)) {
      context.skip(`this engine's API is ${apiVersion}; engines read it since ${one.since}`);
    }
    await inSlot(async (slot) => {
      // BuildKit's cache goes by content, and would hand one case the owner of another's files.
      const { dir, remove } = await layOut(one, randomBytes(4).toString('hex'));
      const tag = `docker-labs-parity:case-${slot}`;
      try {
        const { real, predicted } = await buildBoth(one, dir, tag);
        expect(predicted.facts.config).toEqual(real.facts.config);
        expect(texts(predicted.outcome)).toEqual(texts(real.outcome));
        expect(compareFiles(one, predicted.files, real.files)).toEqual([]);
        if (!one.needs) {
          expect(predicted.facts.size).toBe(real.facts.size);
          expect(predicted.files.complete).toBe(true);
        }
        if (one.needs) return;
        await writeFile(join(dir, 'a.txt'), randomBytes(4).toString('hex'));
        const again = await buildBoth(one, dir, tag);
        expect(cachedCopies(again.predicted.outcome)).toEqual(cachedCopies(again.real.outcome));
      } finally {
        await engine.remove({ type: 'image', id: tag, name: tag });
        await remove();
      }
    });
  });
});

/** `1.9` is older than `1.41`. */
function isOlder(version: string, than: string): boolean {
  return Number(version.split('.')[1]) < Number(than.split('.')[1]);
}

function options({ target, buildArgs }: Case) {
  return { ...(target === undefined ? {} : { target }), ...(buildArgs === undefined ? {} : { buildArgs }) };
}

async function buildBoth(one: Case, dir: string, tag: string) {
  const request = {
    context: await openContext(dir, 'Dockerfile'),
    dockerfile: 'Dockerfile',
    tag,
    ...options(one),
  };
  const build = async (on: Engine) => {
    const outcome = await on.build(request, () => {});
    if (!outcome.ok) throw new Error(`${on.kind}: ${outcome.failure.message}`);
    const facts = await on.image(tag);
    if (!facts) throw new Error(`${on.kind}: no image`);
    return { facts, outcome, files: await on.files(tag, () => 0) };
  };
  return { real: await build(engine), predicted: await build(practice) };
}

/** Not their numbers: a step that another build is just making has that build's. */
function texts({ steps }: BuildOutcome, status?: string): string[] {
  return steps
    .filter((step) => !step.internal && (status === undefined || step.status === status))
    .map((step) => plainText(step.instruction ?? ''))
    .sort();
}

/** Steps from the cache, without RUN: what one makes may happen to be the same as before, which is not foreseen. */
function cachedCopies(outcome: BuildOutcome): string[] {
  return texts(outcome, 'cached').filter((text) => /^(?:COPY|ADD)\b/.test(text));
}

/**
 * BuildKit shows the JSON form of COPY in a notation of its own; since 25.0 a trigger keeps its ONBUILD, and the name of a
 * heredoc loses its quotes.
 */
function plainText(text: string): string {
  return text
    .replace(/^ONBUILD /, '')
    .replaceAll(/(<<-?)["']([^"']*)["']/g, '$1$2')
    .replace(/\[([^\]]*)\]$/, (_, inner: string) => `[${inner.replaceAll('"', '')}]`);
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
