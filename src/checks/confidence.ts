import type { Confidence, FactName, Round, SubjectFacts } from './types.ts';

/** What a check has read, per subject: the ground of its verdict's confidence. */
export type ReadFacts = Map<SubjectFacts, Set<FactName>>;

/** Seen on the engine itself, whatever the Dockerfile says. */
const FROM_ENGINE: FactName[] = ['build', 'image', 'files', 'layers', 'run', 'rebuild', 'scan', 'pipeline'];

const FACT_OF: Partial<Record<keyof SubjectFacts, FactName>> = {
  dockerfile: 'dockerfile',
  context: 'context',
  build: 'build',
  warnings: 'build',
  currency: 'build',
  image: 'image',
  files: 'files',
  layers: 'layers',
  layerSecrets: 'layers',
  run: 'run',
  rebuild: 'rebuild',
  scan: 'scan',
  pipeline: 'pipeline',
  workspaceFile: 'file',
};

/** The same facts, with a note of each kind that was read successfully. */
export function notingReads(facts: SubjectFacts, read: ReadFacts): SubjectFacts {
  const noted = read.get(facts) ?? new Set<FactName>();
  read.set(facts, noted);
  return new Proxy(facts, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      const fact = FACT_OF[property as keyof SubjectFacts];
      return async (...args: unknown[]) => {
        const answer: unknown = await value.apply(target, args);
        if (fact) noted.add(fact);
        return answer;
      };
    },
  });
}

/** The round, its other subjects noted as well. */
export function notingRound(round: Round, read: ReadFacts): Round {
  return { ...round, subject: (name) => notingReads(round.subject(name), read) };
}

/**
 * `measured`: everything it rests on was seen on a real engine. What only the Dockerfile says counts as
 * seen when that very file was built: in this round, or into the image that is there.
 */
export async function confidenceOf(read: ReadFacts, real: boolean): Promise<Confidence> {
  if (!real) return 'predicted';
  for (const [facts, names] of read) {
    if (FROM_ENGINE.some((name) => names.has(name))) continue;
    if (names.size > 0 && !(await wasBuilt(facts))) return 'predicted';
  }
  return 'measured';
}

async function wasBuilt(facts: SubjectFacts): Promise<boolean> {
  try {
    const currency = await facts.currency();
    return currency === 'built' || currency === 'current' || currency === 'matching';
  } catch {
    return false;
  }
}
