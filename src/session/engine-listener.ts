import type { EngineEvent } from '../engine/types.ts';
import { Batch } from './batch.ts';
import type { SessionEvent } from './events.ts';
import type { EnginePort } from './ports.ts';

/** Hears of images that are built or tagged in any terminal, through the engine's event stream. */
export class EngineListener {
  private controller: AbortController | undefined;

  constructor(
    private readonly engine: EnginePort,
    private readonly tell: (event: SessionEvent) => void,
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
    const batch = new Batch<Tagged>((images) => this.tell({ type: 'image-built', images }));
    try {
      for await (const event of this.engine.events(signal)) {
        const image = tagged(event);
        if (image) batch.add(image);
      }
    } catch {
      // A stream that breaks means nothing yet: the next round says whether the engine is lost.
    }
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
