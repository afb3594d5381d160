import { performance } from 'node:perf_hooks';

export interface Figures {
  /** Milliseconds. */
  median: number;
  min: number;
  max: number;
  runs: number;
}

/**
 * Times something several times after one run that does not count.
 *
 * @param run what to time; awaited
 */
export async function measure(run: () => unknown, runs = 7): Promise<Figures> {
  await run();
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return {
    median: times[Math.floor(times.length / 2)] ?? 0,
    min: times[0] ?? 0,
    max: times.at(-1) ?? 0,
    runs,
  };
}

/** One line: the name, the figures, and how they stand to a floor measured in the same run. */
export function line(name: string, figures: Figures, floor?: { name: string; figures: Figures }): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`.padStart(10);
  const ratio = floor
    ? `   ${(figures.median / floor.figures.median).toFixed(2)} x ${floor.name} (${ms(floor.figures.median).trim()})`
    : '';
  return `${name.padEnd(44)} median ${ms(figures.median)}  min ${ms(figures.min)}  max ${ms(figures.max)}${ratio}`;
}
