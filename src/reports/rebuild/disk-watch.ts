import type { Engine } from '../../engine/types.ts';
import { formatBytes } from '../../text/units.ts';

/** Milliseconds between two looks. */
const EVERY = 1500;

/** Looks now and then how much an engine's disk has grown, and stops the work that goes past its limit. */
export class DiskWatch {
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #before = 0;
  #closed = false;

  /** @param limit bytes */
  constructor(
    private readonly engine: Pick<Engine, 'diskUsage'>,
    private readonly limit: number,
  ) {}

  /** Aborts when the limit is passed. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Why the work was stopped; undefined while it was not. */
  get exceeded(): string | undefined {
    if (!this.#stop.signal.aborted) return undefined;
    return `It was stopped: the engine's disk grew by more than ${formatBytes(this.limit)} (--disk-limit).`;
  }

  async start(): Promise<void> {
    const used = await this.engine.diskUsage?.().catch(() => undefined);
    if (used === undefined) return;
    this.#before = used;
    this.#next();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #next(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#look(), EVERY);
  }

  async #look(): Promise<void> {
    // An engine that does not answer now may do so the next time.
    const used = await this.engine.diskUsage?.().catch(() => undefined);
    if (used !== undefined && used - this.#before > this.limit) this.#stop.abort();
    else this.#next();
  }
}
