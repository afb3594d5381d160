import { isUtf8 } from 'node:buffer';
import type { Course, Lab } from '../../course/types.ts';
import type { StoredAttempt } from '../../progress/attempt.ts';
import type { AttemptStore } from '../../progress/attempts.ts';
import type { Learner } from '../../progress/learner.ts';
import { stepRecord } from '../../progress/record.ts';
import { takeSnapshot } from '../../progress/snapshot.ts';
import type { Progress } from '../../progress/types.ts';
import { type Replay, replay } from './replay.ts';
import type { ExportDocument, ExportFile, ExportLab } from './schema.ts';

interface ExportParts {
  course: Course;
  progress: Progress;
  attempts: AttemptStore;
  learner: Learner;
  /** The version of docker-labs. */
  tool: string;
  now: Date;
}

/** Gathers what an export says. Statuses come from the chain of attempts, as whoever reads it works them out. */
export async function makeExport(parts: ExportParts): Promise<ExportDocument> {
  const { course, progress, learner, tool, now } = parts;
  const stored = await parts.attempts.list();
  const chain = stored.map(({ hash: _, ...attempt }) => attempt);
  const standing = replay(chain, course);
  const { id, version } = course.manifest;
  return {
    course: { id, version },
    tool,
    exportedAt: now.toISOString(),
    learner,
    labs: await Promise.all(
      course.labs.map((lab) => exportLab(lab, progress, parts.attempts, stored, standing)),
    ),
    chain,
  };
}

async function exportLab(
  lab: Lab,
  progress: Progress,
  store: AttemptStore,
  chain: readonly StoredAttempt[],
  standing: Replay,
): Promise<ExportLab> {
  const last = chain.findLast((attempt) => attempt.lab === lab.id);
  const replayed = standing.get(lab.id);
  const steps = lab.steps.map(({ id }) => {
    const { hintsSeen, solutionSeen, seconds, tries } = stepRecord(progress, lab.id, id);
    const { status = 'open', attempt, passedAt } = replayed?.get(id) ?? {};
    return {
      id,
      status,
      tries,
      hintsSeen,
      solutionSeen,
      seconds: Math.round(seconds),
      ...(attempt === undefined ? {} : { attempt }),
      ...(passedAt === undefined ? {} : { passedAt }),
    };
  });
  const sizes = Object.entries(progress.sizes[lab.id] ?? {}).map(([image, { first, latest }]) => ({
    image,
    first: Math.round(first),
    latest: Math.round(latest),
  }));
  return {
    id: lab.id,
    steps,
    sizes,
    ...(last ? { attempt: last.number } : {}),
    files: last ? await exportFiles(lab, last, store) : [],
    verdicts: await verdictsOf(store, chain, new Set(steps.flatMap((step) => step.attempt ?? []))),
  };
}

/** The files as they were judged last; the content of those that are not the starter's own. */
async function exportFiles(lab: Lab, last: StoredAttempt, store: AttemptStore): Promise<ExportFile[]> {
  const starter = new Map((await takeSnapshot(lab.starterDir)).files.map((file) => [file.path, file.sha256]));
  return Promise.all(
    last.files.map(async (file) => {
      if (starter.get(file.path) === file.sha256) return file;
      const content = await store.file(file.sha256);
      if (content === undefined) return file;
      // What cannot be told apart from its text again (a BOM, for one) goes as it is.
      const text = isUtf8(content) ? content.toString('utf8') : undefined;
      return text !== undefined && Buffer.from(text).equals(content)
        ? { ...file, text }
        : { ...file, base64: content.toString('base64') };
    }),
  );
}

async function verdictsOf(
  store: AttemptStore,
  chain: readonly StoredAttempt[],
  numbers: ReadonlySet<number>,
): Promise<ExportLab['verdicts']> {
  const found: ExportLab['verdicts'] = [];
  for (const attempt of chain.filter(({ number }) => numbers.has(number))) {
    const steps = await store.verdicts(attempt);
    if (steps) found.push({ attempt: attempt.number, steps });
  }
  return found;
}
