import type { Engine } from '../../src/engine/types.ts';

/** The engine itself; each call that is answered can be made again with the same arguments. */
export function recordCalls(engine: Engine): { engine: Engine; calls: (() => Promise<unknown>)[] } {
  const calls: (() => Promise<unknown>)[] = [];
  const recording = new Proxy(engine, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const call = async () => value.apply(target, args) as unknown;
        calls.push(call);
        return call();
      };
    },
  });
  return { engine: recording, calls };
}
