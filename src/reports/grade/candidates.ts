import type { Traits } from './look-alikes.ts';

/**
 * The pairs that may look alike: those that share the key, an attempt, or a rare line of a Dockerfile. Two sets that have a
 * part `near` in common share at least one of the rarest `1 - near` of their elements (prefix filtering: Chaudhuri, Ganti,
 * Kaushik, "A Primitive Operator for Similarity Joins", 2006), so that a large class need not be compared pair by pair.
 *
 * @param near Jaccard's index from which two Dockerfiles look alike, in (0, 1]
 * @returns indices, the lesser first, in order
 */
export function candidates(all: readonly Traits[], near: number): [number, number][] {
  const frequency = new Map<string, number>();
  for (const { lines } of all)
    for (const [lab, its] of lines) for (const line of its) count(frequency, `${lab} ${line}`);
  const sharing = new Map<string, number[]>();
  for (const [index, traits] of all.entries())
    for (const mark of marksOf(traits, near, frequency)) add(sharing, mark, index);
  const pairs = new Set<number>();
  for (const group of sharing.values())
    for (const [at, first] of group.entries())
      for (const second of group.slice(at + 1)) pairs.add(first * all.length + second);
  return [...pairs].sort((a, b) => a - b).map((pair) => [Math.floor(pair / all.length), pair % all.length]);
}

/** What two that look alike have in common at least one of. */
function* marksOf(
  { key, attempts, lines }: Traits,
  near: number,
  frequency: ReadonlyMap<string, number>,
): Generator<string> {
  if (key !== '') yield key;
  yield* attempts;
  for (const [lab, its] of lines) {
    const rarest = [...its]
      .map((line) => `${lab} ${line}`)
      .sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1));
    yield* rarest.slice(0, its.size - Math.ceil(near * its.size - 1e-9) + 1);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function add(groups: Map<string, number[]>, key: string, index: number): void {
  const group = groups.get(key);
  if (group) group.push(index);
  else groups.set(key, [index]);
}
