import type { ProgressStore } from '../progress/store.ts';

/** Writes the one JSON document of a `--json` run. */
export function printJson(document: object): void {
  process.stdout.write(`${JSON.stringify({ formatVersion: 1, ...document })}\n`);
}

/** Writes lines for people. */
export function print(lines: string | string[]): void {
  process.stdout.write(`${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
}

/** Says on standard error what the learner must know about his progress: each warning once, and what is not saved. */
export function warnOfProgress(progress: ProgressStore): void {
  const warnings = progress.warnings.splice(0).filter((warning) => warning !== progress.saveProblem);
  for (const text of [...warnings, progress.saveProblem]) if (text) process.stderr.write(`${text}\n`);
}
