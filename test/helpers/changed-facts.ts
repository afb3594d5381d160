import { judgeOne } from '../../src/checks/judge.ts';
import { resolveCheck } from '../../src/checks/specs.ts';
import type { Round, RunPlan, RunReport, SubjectFacts, Verdict } from '../../src/checks/types.ts';
import { imageFiles } from '../../src/image/files.ts';
import type { FileEntry, ImageConfig } from '../../src/image/types.ts';
import { recordedFacts } from './recorded-facts.ts';
import { IMAGES } from './verdict-cases.ts';

/** What differs from what the engine said of the image `good`: the one thing that a test is about. */
interface Change {
  config?: Partial<ImageConfig>;
  run?: Partial<RunReport>;
  plan?: Partial<RunPlan>;
  /** Files that are there besides, or otherwise: path -> what differs from a plain file of root. */
  files?: Record<string, Partial<FileEntry>>;
  /** Path -> content. */
  content?: Record<string, Buffer | string>;
  facts?: Partial<SubjectFacts>;
}

/** The verdict of a check on the recorded image `good` (test/e2e/record-facts.ts) with something changed. */
export async function judgeChanged(id: string, change: Change, args?: unknown): Promise<Verdict> {
  const facts = await changedFacts(change);
  const round: Round = { engine: undefined, today: '2026-11-23', subject: () => facts };
  return judgeOne(resolveCheck({ id, ...(args === undefined ? {} : { args }) }), facts, round, true);
}

async function changedFacts({
  config,
  run,
  plan,
  files = {},
  content = {},
  facts,
}: Change): Promise<SubjectFacts> {
  const good = IMAGES.good;
  if (!good) throw new Error('there is no image good');
  const recorded = await recordedFacts('good', good);
  const [image, before] = await Promise.all([recorded.image(), recorded.files()]);
  const entries = new Map(before.entries);
  for (const [path, differs] of Object.entries(files)) {
    const plain: FileEntry = { path, type: 'file', size: 1, mode: 0o644, uid: 0, gid: 0 };
    entries.set(path, { ...(entries.get(path) ?? plain), ...differs });
  }
  const kept = new Map<string, Buffer>(
    Object.entries(content).map(([path, bytes]) => [path, Buffer.from(bytes)]),
  );
  for (const path of entries.keys()) {
    const bytes = before.content(path);
    if (bytes && !kept.has(path)) kept.set(path, bytes);
  }
  return {
    ...recorded,
    subject: { ...recorded.subject, run: { ...recorded.subject.run, ...plan } },
    image: async () => ({ ...image, config: { ...image.config, ...config } }),
    files: async () => imageFiles(entries, kept),
    run: async (mode) => ({ ...(await recorded.run(mode)), ...run }),
    ...facts,
  };
}
