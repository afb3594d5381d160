import { performance } from 'node:perf_hooks';

export interface Figures {
  /** Milliseconds. */
  median: number;
  p95: number;
  min: number;
  max: number;
  runs: number;
}

/**
 * Times something several times after a run, or a few, that do not count.
 *
 * @param run what to time; awaited
 * @param warm runs that do not count: one has the disk warm, some twenty the program as it is after a minute of work
 */
export async function measure(run: () => unknown, runs = 7, warm = 1): Promise<Figures> {
  for (let index = 0; index < warm; index += 1) await run();
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return figuresOf(times);
}

/** @param times milliseconds, in any order */
export function figuresOf(times: number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95), min: at(0), max: at(1), runs: sorted.length };
}

/** One line: the name, the figures, and how they stand to a floor measured in the same run. */
export function line(name: string, figures: Figures, floor?: { name: string; figures: Figures }): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`.padStart(10);
  const ratio = floor
    ? `   ${(figures.median / floor.figures.median).toFixed(2)} x ${floor.name} (${ms(floor.figures.median).trim()})`
    : '';
  return `${name.padEnd(44)} median ${ms(figures.median)}  95 % ${ms(figures.p95)}  min ${ms(figures.min)}  max ${ms(figures.max)}${ratio}`;
}
