import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeLab } from '../../checks/round.ts';
import type { Course, Lab } from '../../course/types.ts';
import { type Confinement, confine } from '../../engine/confined.ts';
import type { Engine } from '../../engine/types.ts';
import { Interrupted, LabError } from '../../errors.ts';
import { sanitiseLine } from '../../text/sanitise.ts';
import type { ExportDocument } from '../export/schema.ts';
import { baselineTag, buildBaselines } from './baselines.ts';
import { claimsOf, type LabClaims } from './claims.ts';
import { type Compared, compareClaims, unjudged } from './compare.ts';
import { DiskWatch } from './disk-watch.ts';
import { inTime } from './in-time.ts';
import { layOut } from './lay-out.ts';
import type { Rebuilt } from './types.ts';

export interface Limits extends Omit<Confinement, 'trusts'> {
  /** Milliseconds for a submission as a whole. */
  time: number;
  /** Bytes by which the engine's disk may grow meanwhile. */
  disk: number;
}

export interface RebuildOptions {
  course: Course;
  engine: Engine;
  /** The engine's name for people. */
  where: string;
  limits: Limits;
  /** Stops it: then it throws Interrupted. */
  signal: AbortSignal;
}

/**
 * Builds a submission again from its own files, judges it by the same checks, and compares. Nothing of it is run on
 * this machine; the engine gets it confined. Its images are removed afterwards.
 *
 * @throws Interrupted when the signal aborts
 */
export async function rebuildSubmission(document: ExportDocument, options: RebuildOptions): Promise<Rebuilt> {
  const { engine, limits, signal, where, course } = options;
  const started = performance.now();
  const root = await mkdtemp(join(tmpdir(), 'docker-labs-grade-'));
  const all: Compared[] = [];
  const labs = claimsOf(document, course);
  // What is the course's own is built first, and not on the submission's time.
  for (const { lab } of labs) await buildBaselines(lab, engine, signal);
  const disk = new DiskWatch(engine, limits.disk);
  const time = AbortSignal.timeout(limits.time);
  const stop = AbortSignal.any([signal, time, disk.signal]);
  const confined = confine(engine, {
    ...limits,
    trusts: (dir) => course.labs.some(({ starterDir }) => starterDir === dir),
  });
  try {
    await disk.start();
    for (const lab of labs) {
      const stopped = disk.exceeded ?? (time.aborted ? overTime(limits.time) : undefined);
      if (stopped !== undefined) all.push(...unjudged(lab.lab.id, lab.claims, stopped));
      else
        all.push(
          ...(await rebuildLab(
            lab,
            confined,
            join(root, lab.lab.folder),
            stop,
            () => disk.exceeded ?? overTime(limits.time),
          )),
        );
      if (signal.aborted) throw new Interrupted();
    }
  } finally {
    disk.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
  return result(all, performance.now() - started, where);
}

async function rebuildLab(
  { lab, exported, claims, today }: LabClaims,
  engine: Engine,
  dir: string,
  signal: AbortSignal,
  whyStopped: () => string,
): Promise<Compared[]> {
  const judged = claims.filter((claim) => !claim.notRun);
  if (judged.length === 0) return compareClaims(lab.id, claims, []);
  const own = ownLab(lab, judged);
  try {
    await mkdir(dir);
    await layOut(lab, exported, dir);
    const round = judgeLab({ lab: own, labDir: dir, engine, build: 'auto', untrusted: true, signal, today });
    const { steps } = await inTime(round, signal);
    return compareClaims(lab.id, claims, steps);
  } catch (error) {
    if (error instanceof Interrupted || signal.aborted) return unjudged(lab.id, claims, whyStopped());
    if (error instanceof LabError) return unjudged(lab.id, claims, sanitiseLine(error.message, 300));
    throw error;
  } finally {
    await removeImages(own, engine);
  }
}

/** The lab with the claimed checks alone, its images under names that nobody else has; scripts push nothing here. */
function ownLab(lab: Lab, claims: readonly LabClaims['claims'][number][]): Lab {
  const nonce = randomBytes(6).toString('hex');
  const images = Object.entries(lab.manifest.images).map(([name, { pipeline: _, ...image }]) => {
    const tag = image.from === 'starter' ? baselineTag(lab, name) : `docker-labs-grade:${nonce}-${name}`;
    return [name, { ...image, tag: tag.toLowerCase() }] as const;
  });
  const steps = lab.steps.flatMap((step) => {
    const checks = step.checks.filter((_, index) =>
      claims.some((claim) => claim.step === step.id && claim.index === index),
    );
    return checks.length === 0 ? [] : [{ ...step, checks }];
  });
  return { ...lab, steps, manifest: { ...lab.manifest, images: Object.fromEntries(images) } };
}

async function removeImages({ manifest }: Lab, engine: Engine): Promise<void> {
  for (const { tag, from } of Object.values(manifest.images)) {
    if (from !== 'starter') await engine.remove({ type: 'image', id: tag, name: tag }).catch(() => undefined);
  }
}

const overTime = (ms: number): string => `It was stopped after ${Math.round(ms / 1000)} s (--time-limit).`;

function result(all: readonly Compared[], ms: number, engine: string): Rebuilt {
  const of = (agreement: Compared['agreement']) =>
    all.filter((one) => one.agreement === agreement).map(({ check }) => check);
  const [differences, unknown, notRun] = [of('differs'), of('unknown'), of('notRun')];
  const counts = {
    agrees: of('agrees').length,
    differs: differences.length,
    unknown: unknown.length,
    notRun: notRun.length,
  };
  return {
    status: differences.length > 0 ? 'differs' : unknown.length > 0 ? 'unknown' : 'agrees',
    reason: all.length === 0 ? 'Nothing in it claims anything.' : (unknown[0]?.actual ?? ''),
    ...{ counts, differences, unknown, ms: Math.round(ms), engine: sanitiseLine(engine) },
  };
}
