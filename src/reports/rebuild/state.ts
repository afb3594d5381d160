import { open, readFile } from 'node:fs/promises';
import * as z from 'zod';
import { LearnerError } from '../../errors.ts';
import type { Rebuilt } from './types.ts';

const HEAD = { docker: 'docker-labs grade --rebuild', formatVersion: 1 } as const;
const status = z.enum(['pass', 'warn', 'fail', 'unknown', 'error']);
const count = z.int().nonnegative();
const check = z.object({
  ...{ lab: z.string(), step: z.string(), check: z.string(), claimed: status, rebuilt: status },
  actual: z.string(),
  earlierFiles: z.literal(true).optional(),
});
const rebuilt = z.object({
  status: z.enum(['agrees', 'differs', 'unknown']),
  reason: z.string(),
  counts: z.object({ agrees: count, differs: count, unknown: count, notRun: count }),
  differences: z.array(check),
  unknown: z.array(check),
  ms: z.number(),
  engine: z.string(),
});
const line = z.object({ key: z.string(), rebuilt });

/**
 * What was built again already, so that a grading that was stopped goes on where it was: a file with a line a
 * submission, written as soon as it is done. A crash loses at most the line that was being written.
 */
export class RebuildState {
  private constructor(
    private readonly file: string,
    private readonly known: Map<string, Rebuilt>,
  ) {}

  /**
   * @param file made if need be
   * @throws LearnerError `bad-file` when it is something else, or cannot be read or written
   */
  static async open(file: string): Promise<RebuildState> {
    const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return '';
      throw unusable(file, cause);
    });
    const [head, ...lines] = text.split('\n');
    if (text !== '' && head !== JSON.stringify(HEAD)) {
      throw new LearnerError(
        'bad-file',
        `${file} is not a list of submissions that were built again.`,
        'Name another file with --state; this one stays as it is.',
      );
    }
    const state = new RebuildState(file, new Map(lines.flatMap(readLine)));
    if (text === '') await state.write(HEAD);
    // A torn last line: the next one begins on a line of its own.
    else if (!text.endsWith('\n')) await state.write(undefined);
    return state;
  }

  /** @param key of the submission as it is, and of how it is built */
  get(key: string): Rebuilt | undefined {
    return this.known.get(key);
  }

  async add(key: string, done: Rebuilt): Promise<void> {
    this.known.set(key, done);
    await this.write({ key, rebuilt: done });
  }

  private async write(value: object | undefined): Promise<void> {
    try {
      const handle = await open(this.file, 'a', 0o600);
      try {
        await handle.writeFile(`${value === undefined ? '' : JSON.stringify(value)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (cause) {
      throw unusable(this.file, cause as NodeJS.ErrnoException);
    }
  }
}

function readLine(text: string): [string, Rebuilt][] {
  try {
    const { key, rebuilt: done } = line.parse(JSON.parse(text));
    return [[key, done as Rebuilt]];
  } catch {
    return [];
  }
}

function unusable(file: string, cause: NodeJS.ErrnoException): LearnerError {
  return new LearnerError(
    'bad-file',
    `${file} cannot be used to note what is done (${cause.code ?? 'unknown reason'}).`,
    'Name another file with --state.',
    { cause },
  );
}
