/**
 * Collects what is asked for in one turn of the event loop and answers it with one call: starting
 * apt or npm costs more than what they then do.
 * @param run gets each key once; returns what was found for each.
 */
export function batched<T>(run: (keys: string[]) => Promise<Map<string, T>>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  let waiting: { keys: string[]; answer: Promise<Map<string, T>> } | undefined;

  const join = (key: string): Promise<Map<string, T>> => {
    if (waiting === undefined) {
      const keys: string[] = [];
      const answer = new Promise((resolve) => setImmediate(resolve)).then(() => {
        waiting = undefined;
        return run(keys);
      });
      waiting = { keys, answer };
    }
    waiting.keys.push(key);
    return waiting.answer;
  };

  return (key) => {
    const answer =
      known.get(key) ??
      join(key).then((found) => {
        const value = found.get(key);
        if (value === undefined) throw new Error(`nothing was found for ${key}`);
        return value;
      });
    known.set(key, answer);
    return answer;
  };
}
