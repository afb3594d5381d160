import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { judgeChecks } from '../../src/checks/round.ts';
import type { Subject, Verdict } from '../../src/checks/types.ts';

interface Given {
  args?: unknown;
  buildArgs?: Record<string, string>;
  target?: string;
  today?: string;
  /** More files of the context: path -> content. */
  files?: Record<string, string>;
}

/** Judges one check on a Dockerfile alone, in a real folder and without an engine. */
export async function judgeDockerfile(id: string, dockerfile: string, given: Given = {}): Promise<Verdict> {
  const { args, today, files = {}, ...rest } = given;
  const dir = await mkdtemp(join(tmpdir(), 'docker-labs-checks-'));
  try {
    for (const [path, content] of Object.entries({ Dockerfile: dockerfile, ...files })) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    }
    const subject: Subject = { name: 'image', contextDir: dir, dockerfile: 'Dockerfile', ...rest };
    const spec = { id, ...(args === undefined ? {} : { args }) };
    const [verdict] = await judgeChecks({ specs: [spec], subject, ...(today ? { today } : {}) });
    if (!verdict) throw new Error('no verdict');
    return verdict;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The lines of the Dockerfile that a verdict points to. */
export function blamedLines(verdict: Verdict): number[] {
  return verdict.evidence.flatMap((one) => (one.line === undefined ? [] : [one.line]));
}
