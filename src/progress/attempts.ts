import { homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { LabReport, StepReport } from '../checks/types.ts';
import { canonicalJson } from '../text/canonical.ts';
import type { Attempt, StoredAttempt } from './attempt.ts';
import { ChainFile, type ReadChain } from './chain.ts';
import { ObjectStore } from './objects.ts';
import { isMeasured } from './record.ts';
import { impersonal, recordedVerdicts } from './recorded-verdicts.ts';
import { restoreFiles } from './restore.ts';
import { namedFiles, type Snapshot, takeSnapshot } from './snapshot.ts';

/** Bytes of files and verdicts kept; past it those of the oldest attempts go, never those of a lab's last one. */
const MAX_BYTES = 64e6;
/** How often it is looked after, in attempts. */
const TIDY_EVERY = 20;

export interface AppendOptions {
  /** The lab's folder as it was when the round began: what was judged. */
  snapshot: Snapshot;
  course: { id: string; version: string };
  /** ISO 8601. */
  at: string;
  /** False for a round that the learner did not ask for: it is kept only if it tells something new. */
  asked: boolean;
}

/**
 * The learner's attempts, in the workspace's `.docker-labs/attempts/`: `chain.jsonl`, an attempt a line, each with
 * the hash of the one before; `objects/`, the files and verdicts by their SHA-256. Any number of processes may use
 * it at once, and a crash loses at most the attempt that was being written.
 *
 * How it is used: take a `snapshot` before a round, `append` its report afterwards; `list` shows all, `file` and
 * `verdicts` look into one, `restore` brings its files back.
 */
export class AttemptStore {
  private readonly chain: ChainFile;
  private readonly objects: ObjectStore;

  /** @param stateDir the workspace's `.docker-labs` folder; nothing is written before `append` */
  constructor(
    private readonly stateDir: string,
    private readonly maxBytes = MAX_BYTES,
  ) {
    this.chain = new ChainFile(join(stateDir, 'attempts', 'chain.jsonl'));
    this.objects = new ObjectStore(join(stateDir, 'attempts', 'objects'));
  }

  /** A lab's folder as it is now; to be taken before the round that judges it. */
  snapshot(labDir: string): Promise<Snapshot> {
    return takeSnapshot(labDir);
  }

  /**
   * Appends a judged round.
   *
   * @returns the attempt; undefined where nobody asked for the round and it says what the lab's last attempt said
   * @throws Error when it cannot be written (full disk, read-only folder)
   */
  async append(report: LabReport, options: AppendOptions): Promise<StoredAttempt | undefined> {
    const { snapshot, course, at, asked } = options;
    const clean = impersonal([dirname(this.stateDir), homedir()], hostname());
    const steps = recordedVerdicts(report.steps, clean);
    const attempt = await this.chain.append(async (before) => {
      const last = before.findLast((one) => one.lab === report.lab);
      const made = {
        formatVersion: 1 as const,
        at,
        course,
        asked,
        ...digest(report),
        files: namedFiles(snapshot),
        leftOut: snapshot.leftOut,
      };
      if (!asked && last && sameOutcome(last, made)) return undefined;
      for (const { content } of snapshot.files) await this.objects.put(content);
      return { ...made, verdicts: await this.objects.put(canonicalJson(steps)) };
    });
    if (attempt && attempt.number % TIDY_EVERY === 0) await this.tidy();
    return attempt;
  }

  /** All attempts, oldest first, with what is wrong with the chain. Never rejects a damaged one. */
  read(): Promise<ReadChain> {
    return this.chain.read();
  }

  /** The attempts, oldest first; of one lab where it is named. */
  async list(lab?: string): Promise<StoredAttempt[]> {
    const { attempts } = await this.read();
    return lab === undefined ? attempts : attempts.filter((attempt) => attempt.lab === lab);
  }

  /** The verdicts of an attempt with their evidence; undefined when they are not kept any more. */
  async verdicts(attempt: Attempt): Promise<StepReport[] | undefined> {
    const content = await this.objects.get(attempt.verdicts);
    return content && (JSON.parse(content.toString('utf8')) as StepReport[]);
  }

  /** A file's content by the SHA-256 that an attempt names; undefined when it is not kept any more. */
  file(id: string): Promise<Buffer | undefined> {
    return this.objects.get(id);
  }

  /**
   * Brings the files of an attempt back into the lab's folder. What differs or was not there then is moved to a
   * backup first; what attempts do not keep (node_modules, links, large files) stays as it is.
   *
   * @returns `restored` and `removed`: paths relative to the lab's folder; `backup`: absolute folder of what they
   *   replaced, undefined when that is nothing
   * @throws LearnerError `bad-file` when a file of it is not kept any more: then nothing is touched
   */
  restore(
    attempt: Attempt,
    labDir: string,
  ): Promise<{ restored: string[]; removed: string[]; backup: string | undefined }> {
    return restoreFiles(attempt, labDir, join(this.stateDir, 'backups'), (id) => this.objects.get(id));
  }

  private async tidy(): Promise<void> {
    await this.chain.append(async (attempts) => {
      const sizes = await this.objects.sizes();
      const keep = withinBytes(attempts, sizes, this.maxBytes);
      for (const id of sizes.keys()) if (!keep.has(id)) await this.objects.remove(id);
      return undefined;
    });
  }
}

/** What of a report stands in the attempt itself. */
function digest(report: LabReport) {
  const { engine } = report;
  return {
    lab: report.lab,
    confidence: isMeasured(report) ? ('measured' as const) : ('predicted' as const),
    ...(engine ? { engine: { kind: engine.kind, version: engine.version } } : {}),
    steps: report.steps.map((step) => ({
      id: step.id,
      checks: step.checks.map(({ id, status }) => ({ id, status })),
    })),
    images: Object.entries(report.images).map(([name, { tag, id, size }]) => ({
      name,
      tag,
      id,
      size: Math.round(size),
    })),
    builds: Object.entries(report.builds).map(([name, { ok, ms }]) => ({ name, ok, ms: Math.round(ms) })),
  };
}

type Outcome = Pick<Attempt, 'confidence' | 'steps' | 'files'>;

function sameOutcome(a: Outcome, b: Outcome): boolean {
  const told = ({ confidence, steps, files }: Outcome) => canonicalJson({ confidence, steps, files });
  return told(a) === told(b);
}

/** The objects to keep: those of each lab's last attempt, then newest first until the room is used. */
function withinBytes(
  attempts: readonly StoredAttempt[],
  sizes: ReadonlyMap<string, number>,
  room: number,
): Set<string> {
  const keep = new Set<string>();
  let used = 0;
  const lasts = new Map(attempts.map((attempt) => [attempt.lab, attempt]));
  for (const attempt of [...lasts.values(), ...attempts.toReversed()]) {
    const ids = [attempt.verdicts, ...attempt.files.map((file) => file.sha256)];
    const more = ids.filter((id) => !keep.has(id));
    const size = more.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
    if (lasts.get(attempt.lab) !== attempt && used + size > room) break;
    for (const id of more) keep.add(id);
    used += size;
  }
  return keep;
}
