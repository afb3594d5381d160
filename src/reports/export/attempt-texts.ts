/** How an attempt begins in canonical JSON. No string holds this: within one a quotation mark follows a backslash. */
const BEGINS = '{"asked":';

/**
 * The attempts of a chain as they stand in the text of an export, all but the last: what the next attempt names is the hash
 * of the canonical form, which the text already is where docker-labs wrote it. To be compared by hash alone: any other
 * program may have put anything between them.
 *
 * @param count attempts in the chain
 * @returns undefined where there are not as many
 */
export function attemptTexts(text: string, count: number): string[] | undefined {
  const starts: number[] = [];
  for (let at = text.indexOf(BEGINS); at >= 0; at = text.indexOf(BEGINS, at + 1)) starts.push(at);
  if (starts.length !== count) return undefined;
  return starts.slice(1).map((next, index) => text.slice(starts[index], next - 1)); // less the comma
}
