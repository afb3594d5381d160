import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { placeFile } from '../course/files.ts';
import { canonicalJson, sha256 } from '../text/canonical.ts';
import { type Attempt, attemptSchema, NO_PREVIOUS, type StoredAttempt } from './attempt.ts';
import { underLock } from './lock.ts';

/** Attempts kept; past it the oldest tenth goes. About 2 kB each. */
const MAX_ATTEMPTS = 2000;

/** What a chain file holds. */
export interface ReadChain {
  /** Oldest first; lines that are no attempts are left out. */
  attempts: StoredAttempt[];
  /** Why the chain is not whole, a sentence each; empty when it is. */
  problems: string[];
}

/**
 * A file of attempts, one a line in canonical JSON, each naming the hash of the line before. Appended under a lock
 * and synced, so a crash can at most leave a torn last line, which the next append takes away.
 */
export class ChainFile {
  constructor(
    private readonly file: string,
    private readonly max = MAX_ATTEMPTS,
  ) {}

  async read(): Promise<ReadChain> {
    return readLines((await this.lines()).whole);
  }

  /**
   * Appends what `make` returns for the chain as it is then; nothing when that is undefined.
   *
   * @param make gets the attempts so far, also those of another process; whatever it writes is on the disk first
   */
  async append(
    make: (attempts: StoredAttempt[]) => Promise<Omit<Attempt, 'number' | 'previous'> | undefined>,
  ): Promise<StoredAttempt | undefined> {
    await mkdir(dirname(this.file), { recursive: true });
    return underLock(this.file, async () => {
      const { whole, bytes, torn } = await this.lines();
      const { attempts } = readLines(whole);
      const made = await make(attempts);
      if (!made) return undefined;
      if (torn) await truncate(this.file, bytes);
      const attempt: Attempt = {
        ...made,
        number: (attempts.at(-1)?.number ?? 0) + 1,
        previous: whole.length === 0 ? NO_PREVIOUS : sha256(whole.at(-1) ?? ''),
      };
      const line = canonicalJson(attempt);
      if (whole.length >= this.max) await this.replace([...whole.slice(Math.ceil(this.max / 10)), line]);
      else await this.write(`${line}\n`);
      return { ...attempt, hash: sha256(line) };
    });
  }

  private async write(text: string): Promise<void> {
    const handle = await open(this.file, 'a', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  private async replace(lines: string[]): Promise<void> {
    await placeFile(this.file, `${lines.join('\n')}\n`);
  }

  /** Whole lines, how many bytes they take, and whether a torn one follows. */
  private async lines(): Promise<{ whole: string[]; bytes: number; torn: boolean }> {
    const content = await readFile(this.file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const bytes = content.lastIndexOf(10) + 1;
    const text = content.subarray(0, bytes).toString('utf8');
    return { whole: text.split('\n').slice(0, -1), bytes, torn: bytes < content.length };
  }
}

/** The attempts of a chain's lines, and where the chain does not hold. */
function readLines(lines: readonly string[]): ReadChain {
  const attempts: StoredAttempt[] = [];
  const problems: string[] = [];
  let previous: string | undefined;
  for (const [index, line] of lines.entries()) {
    const hash = sha256(line);
    const attempt = parse(line);
    if (!attempt) problems.push(`Line ${index + 1} is no attempt.`);
    else {
      if (previous !== undefined && attempt.previous !== previous) {
        problems.push(`Attempt ${attempt.number} does not follow the one before it.`);
      }
      attempts.push({ ...attempt, hash });
    }
    previous = hash;
  }
  return { attempts, problems };
}

function parse(line: string): Attempt | undefined {
  try {
    return attemptSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
