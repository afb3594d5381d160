/** Every value that a name had, by the version from which on it had it. */
interface Log {
  values: Map<string, { version: number; value: string }[]>;
  latest: number;
}

/**
 * Variables at one place of a build, unchangeable. Thousands of them share one log, so that the environment of
 * each instruction of a long file costs no more than what the instruction itself sets.
 */
export class Environment {
  readonly #log: Log;
  readonly #version: number;
  /** Seen through where this one has no value: the environment of what a stage is built on. */
  readonly #below: Environment | undefined;

  private constructor(log: Log, version: number, below: Environment | undefined) {
    this.#log = log;
    this.#version = version;
    this.#below = below;
  }

  static of(values: Iterable<readonly [string, string]> = []): Environment {
    return new Environment({ values: new Map(), latest: 0 }, 0, undefined).with(values);
  }

  /** A new layer above this one. */
  layer(): Environment {
    return new Environment({ values: new Map(), latest: 0 }, 0, this);
  }

  /** This environment with more values; this one stays as it is. */
  with(values: Iterable<readonly [string, string]>): Environment {
    if (this.#version !== this.#log.latest) return this.layer().with(values);
    const version = ++this.#log.latest;
    for (const [name, value] of values) {
      const history = this.#log.values.get(name);
      if (history) history.push({ version, value });
      else this.#log.values.set(name, [{ version, value }]);
    }
    return new Environment(this.#log, version, this.#below);
  }

  get(name: string): string | undefined {
    let layer: Environment | undefined = this;
    while (layer) {
      const value = layer.#own(name);
      if (value !== undefined) return value;
      layer = layer.#below;
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** All names with their values, in the order in which they were first set. */
  entries(): [string, string][] {
    const layers: Environment[] = [];
    for (let layer: Environment | undefined = this; layer; layer = layer.#below) layers.unshift(layer);
    const all = new Map<string, string>();
    for (const layer of layers) {
      for (const name of layer.#log.values.keys()) {
        const value = layer.#own(name);
        if (value !== undefined) all.set(name, value);
      }
    }
    return [...all];
  }

  /** As a plain object; `__proto__` is a name like any other. */
  toObject(): Record<string, string> {
    return Object.fromEntries(this.entries());
  }

  #own(name: string): string | undefined {
    const history = this.#log.values.get(name) ?? [];
    let low = 0;
    let high = history.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((history[middle]?.version ?? 0) <= this.#version) low = middle + 1;
      else high = middle;
    }
    return history[low - 1]?.value;
  }
}
