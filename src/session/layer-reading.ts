import { Interrupted, LabError } from '../errors.ts';
import type { SessionEvent } from './events.ts';
import type { ImagesPort } from './ports.ts';

/** Bytes between two words on how far it is: a few a second. */
const SAY_EVERY = 40e6;

/** Reads images' layers in the background, until somebody no longer wants them. */
export class LayerReading {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly port: ImagesPort,
    private readonly tell: (event: SessionEvent) => void,
  ) {}

  async read(key: string, ref: string): Promise<void> {
    const controller = new AbortController();
    this.running.set(key, controller);
    let said = 0;
    const onBytes = (bytes: number) => {
      if (bytes - said < SAY_EVERY || controller.signal.aborted) return;
      said = bytes;
      this.tell({ type: 'layers-progress', key, bytes });
    };
    try {
      const examined = await this.port.layers(ref, onBytes, controller.signal);
      if (!controller.signal.aborted) this.tell({ type: 'layers-read', key, examined });
    } catch (error) {
      if (controller.signal.aborted) return;
      const known = error instanceof LabError ? error : undefined;
      const message = error instanceof Error ? error.message : String(error);
      this.tell({ type: 'layers-failed', key, problem: { message, tryNext: known?.tryNext ?? '' } });
    } finally {
      if (this.running.get(key) === controller) this.running.delete(key);
    }
  }

  /** Stops whatever is being read. */
  cancel(): void {
    for (const controller of this.running.values()) controller.abort(new Interrupted());
    this.running.clear();
  }
}
