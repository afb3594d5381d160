import { plural } from '../../text/counted.ts';
import { candidates } from './candidates.ts';
import { Components } from './components.ts';
import type { Traits } from './traits.ts';
import type { Graded, LookAlike } from './types.ts';

/** Shared part of the lines from which two Dockerfiles count as nearly identical. */
const NEAR = 0.9;

/** Submissions that resemble each other, by their indices in order, and in what. */
interface Group {
  members: number[];
  reason: string;
}

/**
 * Groups of submissions that share a key, attempts, or nearly all lines of a Dockerfile: of a hundred that are the same
 * there is one group, not some five thousand pairs. In a group each resembles at least one other.
 *
 * @param traits by the file's name; files without any, and those of which a newer one counts, are left out
 */
export function lookAlikes(graded: readonly Graded[], traits: ReadonlyMap<string, Traits>): LookAlike[] {
  const own = graded.flatMap((one) => {
    const its = traits.get(one.file);
    return its && !one.superseded ? [{ one, its }] : [];
  });
  const all = own.map(({ its }) => its);
  const labs = [...new Set(all.flatMap(({ lines }) => [...lines.keys()]))];
  const groups = [...ofOneKey(all), ...ofOneChain(all), ...labs.flatMap((lab) => ofOneText(all, lab))];
  const merged = new Map<string, LookAlike & { first: number }>();
  for (const { members, reason } of groups) {
    const name = members.join(' ');
    const files = members.map((index) => own[index]?.one.file ?? '');
    const known = merged.get(name) ?? { files, reasons: [], first: members[0] ?? 0 };
    known.reasons.push(reason);
    merged.set(name, known);
  }
  return [...merged.values()]
    .sort((a, b) => a.first - b.first || b.files.length - a.files.length)
    .map(({ files, reasons }) => ({ files, reasons }));
}

function ofOneKey(all: readonly Traits[]): Group[] {
  const groups = new Components(all.length);
  const firstWith = new Map<string, number>();
  for (const [index, { key }] of all.entries()) {
    const before = firstWith.get(key);
    if (before !== undefined) groups.join(before, index);
    else if (key !== '') firstWith.set(key, index);
  }
  return groups.groups().map((members) => ({ members, reason: 'signed by the same workspace' }));
}

function ofOneChain(all: readonly Traits[]): Group[] {
  const groups = new Components(all.length);
  const firstWith = new Map<string, number>();
  const shared = new Map<string, number>();
  for (const [index, { attempts }] of all.entries()) {
    for (const attempt of attempts) {
      const before = firstWith.get(attempt) ?? index;
      firstWith.set(attempt, before);
      if (before === index) continue;
      groups.join(before, index);
      shared.set(attempt, before);
    }
  }
  const counts = new Map<number, number>();
  for (const index of shared.values()) {
    const root = groups.rootOf(index);
    counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  const inCommon = ([first = 0]: number[]) => counts.get(groups.rootOf(first)) ?? 0;
  return groups
    .groups()
    .map((members) => ({ members, reason: `${plural(inCommon(members), 'attempt')} in common` }));
}

/** Those whose Dockerfiles of a lab have nearly the same lines. Equal ones are compared with the others once. */
function ofOneText(all: readonly Traits[], lab: string): Group[] {
  const groups = new Components(all.length);
  const distinct = new Map<string, { index: number; lines: ReadonlySet<number> }>();
  for (const [index, traits] of all.entries()) {
    const lines = traits.lines.get(lab);
    if (!lines) continue;
    const text = [...lines].sort((a, b) => a - b).join(' ');
    const known = distinct.get(text) ?? { index, lines };
    distinct.set(text, known);
    groups.join(known.index, index);
  }
  const apart = [...distinct.values()];
  const sets = apart.map(({ lines }) => lines);
  /** Root of a group -> the least likeness that joined it. */
  const least = new Map<number, number>();
  for (const [a, b] of candidates(sets, NEAR)) {
    const [first, second] = [apart[a], apart[b]];
    if (!first || !second || groups.joined(first.index, second.index)) continue;
    const same = likeness(first.lines, second.lines);
    if (same < NEAR) continue;
    const before = [first, second].map(({ index }) => least.get(groups.rootOf(index)) ?? 1);
    groups.join(first.index, second.index);
    least.set(groups.rootOf(first.index), Math.min(same, ...before));
  }
  const percent = ([first = 0]: number[]) => Math.round((least.get(groups.rootOf(first)) ?? 1) * 100);
  return groups
    .groups()
    .map((members) => ({ members, reason: `${lab}: Dockerfiles ${percent(members)} % alike` }));
}

/** Jaccard's index: lines in both, of the lines in either. */
function likeness(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const smaller = Math.min(a.size, b.size);
  if (smaller / Math.max(a.size, b.size) < NEAR) return 0;
  let both = 0;
  for (const one of a) if (b.has(one)) both++;
  return both / (a.size + b.size - both);
}
