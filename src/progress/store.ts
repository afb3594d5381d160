import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Course } from '../course/types.ts';
import { FORMAT_VERSION } from './migrate.ts';
import { readProgress } from './schema.ts';
import type { Progress } from './types.ts';

type Change = (progress: Progress) => Progress;

/**
 * The learner's progress in the workspace's `.docker-labs/progress.json`.
 *
 * conf replaces the file in one step, but knows no second writer (measured: of 4 x 100 saves 169
 * survive), so every change is made under a lock, on what the file holds *then*. A change that cannot be
 * saved (full disk, read-only folder) is kept in memory, said in `warnings`, and tried again with the
 * next one.
 */
export class ProgressStore {
  /** What the learner must know about his file, in sentences; empty when all is well. */
  readonly warnings: string[] = [];
  /** Set when the file was written by a newer docker-labs: then nothing is saved. */
  readOnly = false;
  /** Why there is something that is not saved; undefined once it is. */
  saveProblem: string | undefined;
  private pending: Change[] = [];
  /** The format of the file, where it is an older one and not yet migrated. */
  private older: number | undefined;
  private readonly file: string;

  /** @param stateDir the workspace's `.docker-labs` folder; made when absent */
  constructor(
    private readonly stateDir: string,
    private readonly course: Course,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.file = join(stateDir, 'progress.json');
  }

  /** The progress as saved, with what could not be saved yet on top. Never rejects a corrupt file. */
  read(): Progress {
    return this.pending.reduce((progress, change) => change(progress), this.load());
  }

  /**
   * Changes the progress and saves it.
   *
   * @param change gets the newest saved progress, also when another process wrote it meanwhile
   * @returns the progress after the change, saved or not (see `saveProblem`)
   */
  async update(change: Change): Promise<Progress> {
    this.pending.push(change);
    return this.flush();
  }

  /** Tries once more to save what could not be saved yet. */
  async flush(): Promise<Progress> {
    if (this.pending.length === 0) return this.read();
    try {
      if (!this.readOnly) return await this.save();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.saveProblem = `Your progress is not saved (${reason}). Make room, or the folder writable: it is tried again with every step, until docker-labs ends.`;
    }
    return this.read();
  }

  private async save(): Promise<Progress> {
    mkdirSync(this.stateDir, { recursive: true });
    const { replaceFile, underLock } = await import('./save.ts'); // which looking at the progress can do without
    return underLock(this.file, () => {
      const taken = this.pending;
      const next = taken.reduce((progress, change) => change(progress), this.load());
      const saved: Progress = { ...next, updatedAt: this.now().toISOString() };
      if (!this.readOnly) {
        this.keepOlder();
        replaceFile(this.stateDir, saved);
        this.pending = this.pending.slice(taken.length);
        this.saveProblem = undefined;
      }
      return saved;
    });
  }

  private load(): Progress {
    if (!existsSync(this.file)) return this.fresh();
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(this.file, 'utf8'));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return this.putAside(error.message);
    }
    const read = readProgress(value);
    if (read.kind === 'ok') {
      this.older = read.from;
      return read.progress;
    }
    if (read.kind === 'broken') return this.putAside(read.reason);
    this.never(
      `progress.json has format ${read.version}; this docker-labs knows ${FORMAT_VERSION}. It is left untouched and nothing is saved: update docker-labs.`,
    );
    return this.fresh();
  }

  /** From now on nothing is saved, and that stays said. */
  private never(why: string): void {
    if (this.readOnly) return;
    this.readOnly = true;
    this.saveProblem = why;
    this.warnings.push(why);
  }

  /** What was written in an older format stays beside the file that takes its place. */
  private keepOlder(): void {
    if (this.older === undefined) return;
    const name = `progress.format-${this.older}.json`;
    if (!existsSync(join(this.stateDir, name))) copyFileSync(this.file, join(this.stateDir, name));
    this.warnings.push(
      `progress.json was of format ${this.older} and is now of ${FORMAT_VERSION}; ${name} is as it was.`,
    );
    this.older = undefined;
  }

  /** A corrupt file is renamed, never overwritten: someone may still want to mend it. */
  private putAside(reason: string): Progress {
    const aside = join(
      this.stateDir,
      `progress.corrupt-${this.now().toISOString().replaceAll(':', '-')}.json`,
    );
    try {
      renameSync(this.file, aside);
      this.warnings.push(
        `progress.json could not be read (${reason}). It was put aside as ${basename(aside)}; progress starts anew.`,
      );
    } catch {
      this.never(`progress.json could not be read (${reason}) nor put aside; nothing is saved.`);
    }
    return this.fresh();
  }

  private fresh(): Progress {
    const { id, version } = this.course.manifest;
    const at = this.now().toISOString();
    return {
      formatVersion: FORMAT_VERSION,
      createdAt: at,
      updatedAt: at,
      course: { id, version },
      labs: {},
      sizes: {},
    };
  }
}
