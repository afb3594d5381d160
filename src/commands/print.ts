/** Writes the one JSON document of a `--json` run. */
export function printJson(document: object): void {
  process.stdout.write(`${JSON.stringify({ formatVersion: 1, ...document })}\n`);
}

/** Writes lines for people. */
export function print(lines: string | string[]): void {
  process.stdout.write(`${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
}
