import type { Engine } from '../../src/engine/types.ts';

/** The engine itself; each call of one of its methods is told, with what makes the same call again. */
export function watchedEngine(engine: Engine, tell: (name: string, again: () => unknown) => void): Engine {
  return new Proxy(engine, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const call = () => value.apply(target, args) as unknown;
        tell(String(property), call);
        return call();
      };
    },
  });
}

/** The engine itself, with a count of the calls to each of its methods. */
export function countingEngine(engine: Engine): { engine: Engine; calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const counted = watchedEngine(engine, (name) => calls.set(name, (calls.get(name) ?? 0) + 1));
  return { engine: counted, calls };
}
