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
    const batch = new Batch<string>((names) => this.tell({ type: 'image-built', names }));
    try {
      for await (const event of this.engine.events(signal)) {
        const name = tagged(event);
        if (name !== undefined) batch.add(name);
      }
    } catch {
      // A stream that breaks means nothing yet: the next round says whether the engine is lost.
    }
  }
}

function tagged(event: EngineEvent): string | undefined {
  return event.type === 'image' && (event.action === 'tag' || event.action === 'build')
    ? event.name
    : undefined;
}
