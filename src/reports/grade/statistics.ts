import type { Graded } from './types.ts';

/** How a class does with one step. */
export interface StepStatistics {
  lab: string;
  step: string;
  title: string;
  /** Learners for whom it holds, of those who count. */
  held: number;
  learners: number;
  /** Medians over the learners who tried. */
  tries: number;
  seconds: number;
  hints: number;
}

/** How the class does, step by step, in the course's order. Only submissions that count. */
export function classStatistics(graded: readonly Graded[]): StepStatistics[] {
  const counted = graded.filter((one) => one.integrity !== 'unreadable' && !one.superseded);
  const steps = new Map<
    string,
    StepStatistics & { all: { tries: number; seconds: number; hints: number }[] }
  >();
  for (const { labs } of counted) {
    for (const lab of labs) {
      for (const step of lab.steps) {
        const key = `${lab.id}/${step.id}`;
        const known = steps.get(key) ?? {
          ...{ lab: lab.id, step: step.id, title: step.title, held: 0, learners: 0 },
          ...{ tries: 0, seconds: 0, hints: 0, all: [] },
        };
        steps.set(key, known);
        known.learners++;
        if (step.status === 'pass') known.held++;
        if (step.tries > 0)
          known.all.push({ tries: step.tries, seconds: step.seconds, hints: step.hintsSeen });
      }
    }
  }
  return [...steps.values()].map(({ all, ...step }) => ({
    ...step,
    tries: median(all.map((one) => one.tries)),
    seconds: median(all.map((one) => one.seconds)),
    hints: median(all.map((one) => one.hints)),
  }));
}

/** The step that takes most tries; undefined when none takes more than one. */
export function stuckAt(statistics: readonly StepStatistics[]): StepStatistics | undefined {
  const [worst] = statistics.toSorted((a, b) => b.tries - a.tries || b.seconds - a.seconds);
  return worst && worst.tries > 1 ? worst : undefined;
}

/** 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
