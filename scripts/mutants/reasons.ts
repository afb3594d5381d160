import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Reason {
  lab: string;
  /** Of mutants' ids; `*` stands for any text. */
  pattern: string;
  why: string;
}

/** What reasons.yaml says: lab -> mutants -> why no check has to catch them. The lab `*` is every lab. */
const REASONS: Reason[] = Object.entries(
  parse(readFileSync(new URL('reasons.yaml', import.meta.url), 'utf8')) as Record<
    string,
    Record<string, string>
  >,
).flatMap(([lab, entries]) => Object.entries(entries).map(([pattern, why]) => ({ lab, pattern, why })));

const fits = ({ lab, pattern }: Reason, labId: string, mutant: string): boolean =>
  (lab === '*' || lab === labId) &&
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(mutant);

/** Why a mutant may survive; undefined when it must not. */
export function reasonFor(lab: string, mutant: string): string | undefined {
  return REASONS.find((reason) => fits(reason, lab, mutant))?.why;
}

/** Entries that explain none of these mutants: left over from an older lab. */
export function idleReasons(mutants: { lab: string; id: string }[]): string[] {
  return REASONS.filter((reason) => !mutants.some(({ lab, id }) => fits(reason, lab, id))).map(
    ({ lab, pattern }) => `${lab}: ${pattern}`,
  );
}
