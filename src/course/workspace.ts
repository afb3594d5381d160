import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LearnerError } from '../errors.ts';
import { copyNew, placeFile, refuseLinks } from './files.ts';
import { BASES_FILE } from './overrides.ts';
import { listTree } from './paths.ts';
import { backUp } from './reset.ts';
import type { Course, Lab } from './types.ts';

const STATE = '.docker-labs';
const MARKER = 'workspace.json';

/** A learner's folder: a folder per lab, and `.docker-labs/` with progress, attempts and backups. */
export interface Workspace {
  /** Absolute. */
  readonly dir: string;
  /** Absolute: `.docker-labs` in it. */
  readonly stateDir: string;
  /** Absolute folder of a lab, there or not. */
  labDir(lab: Lab): string;
  /** Has it been laid out before? */
  exists(): Promise<boolean>;
  /**
   * Puts the starter files in place. A file that is there, whatever it holds, is kept.
   *
   * @param labIds all labs when absent
   * @returns paths relative to the workspace, with `/`
   * @throws LearnerError `no-workspace` where the folder is a file, foreign, or cannot be written
   */
  layOut(labIds?: readonly string[]): Promise<{ created: string[]; kept: string[] }>;
  /**
   * Starts a lab anew: the learner's files go to `.docker-labs/backups/` first, then the starter's come.
   *
   * @returns `backup`: absolute folder with everything the lab's folder held; `restored`: starter files,
   *   relative to the lab's folder
   */
  reset(lab: Lab): Promise<{ backup: string; restored: string[] }>;
}

/** Was this folder laid out by docker-labs? */
function isWorkspace(dir: string): boolean {
  return existsSync(join(dir, STATE, MARKER)) || existsSync(join(dir, STATE, 'progress.json'));
}

/**
 * The folder to work in: `dir` if it is named; else `cwd` if it is a workspace, else `./docker-labs` if
 * that is one, else the workspace that `cwd` lies in (a learner stands in a lab's folder), else
 * `./docker-labs`, which need not exist.
 *
 * @returns absolute path
 */
export async function findWorkspace({ cwd, dir }: { cwd: string; dir?: string }): Promise<string> {
  if (dir !== undefined) return resolve(cwd, dir);
  const below = join(cwd, 'docker-labs');
  if (isWorkspace(cwd)) return cwd;
  if (isWorkspace(below)) return below;
  for (let up = dirname(cwd); dirname(up) !== up; up = dirname(up)) if (isWorkspace(up)) return up;
  return below;
}

/**
 * Opens a workspace, there or not; nothing is written before `layOut`.
 *
 * @throws LearnerError `no-workspace` when something other than a folder is in the way
 */
export async function openWorkspace(dir: string, course: Course): Promise<Workspace> {
  const entry = await stat(dir).catch(() => undefined);
  if (entry && !entry.isDirectory()) {
    throw new LearnerError(
      'no-workspace',
      `${dir} is a file, so it cannot be the workspace.`,
      'Name another folder with --dir, or move the file away.',
    );
  }
  const root = entry ? await realpath(dir) : resolve(dir);
  return new FolderWorkspace(root, course);
}

class FolderWorkspace implements Workspace {
  readonly stateDir: string;

  constructor(
    readonly dir: string,
    private readonly course: Course,
  ) {
    this.stateDir = join(dir, STATE);
  }

  labDir(lab: Lab): string {
    return join(this.dir, lab.folder);
  }

  async exists(): Promise<boolean> {
    return isWorkspace(this.dir);
  }

  async layOut(labIds?: readonly string[]): Promise<{ created: string[]; kept: string[] }> {
    await this.refuseForeign();
    const created: string[] = [];
    const kept: string[] = [];
    try {
      await mkdir(this.stateDir, { recursive: true });
      await refuseLinks(this.dir, STATE);
      await this.mark();
      for (const lab of this.course.labs) {
        if (labIds && !labIds.includes(lab.id)) continue;
        for (const file of (await listTree(lab.starterDir)).files) {
          const path = `${lab.folder}/${file}`;
          const made = await copyNew(join(lab.starterDir, file), this.dir, path);
          (made ? created : kept).push(path);
        }
      }
    } catch (cause) {
      throw this.unwritable(cause);
    }
    return { created, kept };
  }

  async reset(lab: Lab): Promise<{ backup: string; restored: string[] }> {
    try {
      await refuseLinks(this.dir, STATE);
      await refuseLinks(this.dir, lab.folder);
      const { backup } = await backUp(this.labDir(lab), join(this.stateDir, 'backups'), lab.folder);
      const { created } = await this.layOut([lab.id]);
      return { backup, restored: created.map((path) => path.slice(lab.folder.length + 1)) };
    } catch (cause) {
      throw this.unwritable(cause);
    }
  }

  /** Someone's own project is no place for a workspace: only an empty folder, or one of ours. */
  private async refuseForeign(): Promise<void> {
    if (isWorkspace(this.dir) || !existsSync(this.dir)) return;
    const ours = new Set([...this.course.labs.map((lab) => lab.folder), BASES_FILE]);
    const names = await readdir(this.dir).catch((cause) => {
      throw this.unwritable(cause);
    });
    const foreign = names.filter(
      (name) => !ours.has(name) && !name.startsWith('.') && !/^(readme|license|licence)\b/i.test(name),
    );
    if (foreign.length === 0) return;
    const some = foreign.slice(0, 3).join(', ') + (foreign.length > 3 ? ', …' : '');
    throw new LearnerError(
      'no-workspace',
      `${this.dir} holds other files (${some}), so the labs are not laid out there.`,
      'Name an empty or new folder with --dir.',
    );
  }

  private async mark(): Promise<void> {
    const file = join(this.stateDir, MARKER);
    if (existsSync(file)) return;
    const { id, version } = this.course.manifest;
    const text = JSON.stringify({ formatVersion: 1, course: { id, version } }, null, 2);
    await placeFile(file, `${text}\n`);
  }

  private unwritable(cause: unknown): unknown {
    if (cause instanceof LearnerError) return cause;
    const code = (cause as NodeJS.ErrnoException | undefined)?.code;
    if (code === undefined) return cause;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    return new LearnerError(
      full ? 'disk-full' : 'no-workspace',
      full
        ? `There is no room left for the workspace at ${this.dir}.`
        : `The workspace at ${this.dir} cannot be written (${code}).`,
      full
        ? 'Free some space and run the same again.'
        : 'Name another folder with --dir, or change its rights.',
      { cause },
    );
  }
}
