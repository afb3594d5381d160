import { limit } from '../../checks/limit.ts';

/**
 * Runs tasks with at most `max` of them at a time; each is told a number below `max` that no other running
 * one has, for names of its own.
 */
export function slots(max: number): <T>(task: (slot: number) => Promise<T>) => Promise<T> {
  const free = Array.from({ length: max }, (_, slot) => slot);
  const run = limit(max);
  return (task) =>
    run(async () => {
      const slot = free.shift() ?? 0;
      try {
        return await task(slot);
      } finally {
        free.push(slot);
      }
    });
}
