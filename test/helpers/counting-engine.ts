import type { Engine } from '../../src/engine/types.ts';

/** The engine itself, with a count of the calls to each of its methods. */
export function countingEngine(engine: Engine): { engine: Engine; calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const counted = new Proxy(engine, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const name = String(property);
        calls.set(name, (calls.get(name) ?? 0) + 1);
        return value.apply(target, args) as unknown;
      };
    },
  });
  return { engine: counted, calls };
}
