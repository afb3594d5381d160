import { KINDS } from './kinds.ts';
import type { CheckKind } from './types.ts';

const BY_ID = new Map(KINDS.map((kind) => [kind.id, kind]));

/** All kinds of check, in the catalogue's order. */
export function allKinds(): readonly CheckKind[] {
  return KINDS;
}

export function kindOf(id: string): CheckKind | undefined {
  return BY_ID.get(id);
}

/** The kinds that `judge` runs when none is named: those that mean something without arguments. */
export function kindsWithoutArgs(): CheckKind[] {
  return KINDS.filter((kind) => kind.args.safeParse({}).success);
}

/** Known ids that the mistyped one may have meant, nearest first, at most three. */
export function nearMatches(id: string): string[] {
  const known = [...BY_ID.keys()]
    .map((name) => ({ name, edits: distance(id.toLowerCase(), name) }))
    .sort((a, b) => a.edits - b.edits);
  const close = known.filter(({ edits }) => edits <= 3);
  const related = known.filter(({ name }) => name.startsWith(`${id.split('.')[0]}.`));
  return (close.length > 0 ? close : related).slice(0, 3).map(({ name }) => name);
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
