/**
 * The pairs of sets that may be alike, some of them more than once. Two that have a part `near` in common share at least
 * one of the rarest `1 - near` of their elements (prefix filtering: Chaudhuri, Ganti, Kaushik, "A Primitive Operator for
 * Similarity Joins", 2006), so that a large class need not be compared pair by pair.
 *
 * @param near Jaccard's index from which two sets are alike, in (0, 1]
 * @returns indices, the lesser first
 */
export function* candidates(sets: readonly ReadonlySet<number>[], near: number): Generator<[number, number]> {
  const frequency = new Map<number, number>();
  for (const set of sets) for (const one of set) frequency.set(one, (frequency.get(one) ?? 0) + 1);
  const sharing = new Map<number, number[]>();
  for (const [index, set] of sets.entries()) {
    const rarest = [...set].sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || a - b);
    for (const one of rarest.slice(0, set.size - Math.ceil(near * set.size - 1e-9) + 1)) {
      const others = sharing.get(one) ?? [];
      for (const other of others) yield [other, index];
      sharing.set(one, others);
      others.push(index);
    }
  }
}
