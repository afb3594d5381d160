import type { EngineEvent } from '../engine/types.ts';
import { Batch } from './batch.ts';
import type { SessionEvent } from './events.ts';
import type { EnginePort } from './ports.ts';

/** An engine whose stream ends sooner than this has none: looking for it each time would never end. Milliseconds. */
const STREAM_LIVES = 2000;

/** Hears of images that are built or tagged in any terminal, through the engine's event stream. */
export class EngineListener {
  private controller: AbortController | undefined;

  constructor(
    private readonly engine: EnginePort,
    private readonly tell: (event: SessionEvent) => void,
    /** The stream of an engine that was there ended by itself. */
    private readonly onSilence: () => void,
  ) {}

  /** Begins to listen; an earlier stream is left. */
  listen(): void {
    this.stop();
    const controller = new AbortController();
    this.controller = controller;
    void this.follow(controller.signal);
  }

  stop(): void {
    this.controller?.abort();
    this.controller = undefined;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const since = Date.now();
    const batch = new Batch<Tagged>((images) => this.tell({ type: 'image-built', images }));
    try {
      for await (const event of this.engine.events(signal)) {
        const image = tagged(event);
        if (image) batch.add(image);
      }
    } catch {
      // A stream that breaks means nothing yet: whether the engine is lost, a look at it says.
    }
    if (!signal.aborted && Date.now() - since > STREAM_LIVES) this.onSilence();
  }
}

interface Tagged {
  name: string;
  id: string;
}

function tagged({ type, action, id, name }: EngineEvent): Tagged | undefined {
  if (type !== 'image' || name === undefined) return undefined;
  return action === 'tag' || action === 'build' ? { name, id } : undefined;
}
