import type { Lab } from '../course/types.ts';
import { Interrupted, LabError } from '../errors.ts';
import type { SessionEvent } from './events.ts';
import type { ScanPort } from './ports.ts';
import { scanKey } from './scan-state.ts';

/** Scans images in the background, until they are done or nobody wants them any more. */
export class ScanRunner {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly port: ScanPort,
    private readonly tell: (event: SessionEvent) => void,
  ) {}

  scan(lab: Lab, tag: string): void {
    const key = scanKey(lab.id, tag);
    this.running.get(key)?.abort(new Interrupted());
    const controller = new AbortController();
    this.running.set(key, controller);
    void this.run(lab, tag, controller.signal).finally(() => {
      if (this.running.get(key) === controller) this.running.delete(key);
    });
  }

  /** Stops whatever is being scanned; each says so when it has ended. */
  cancel(): void {
    for (const controller of this.running.values()) controller.abort(new Interrupted());
  }

  private async run(lab: Lab, tag: string, signal: AbortSignal): Promise<void> {
    const about = { lab: lab.id, tag };
    try {
      const onProgress = (text: string) => this.tell({ type: 'scan-progress', ...about, text });
      const result = await this.port.scan({ lab, tag, onProgress, signal });
      this.tell({ type: 'scanned', ...about, result });
    } catch (error) {
      if (signal.aborted) return this.tell({ type: 'scan-failed', ...about });
      const message = error instanceof Error ? error.message : String(error);
      const known = error instanceof LabError ? error : undefined;
      const problem = { message, tryNext: known?.tryNext ?? '', code: known?.code };
      this.tell({ type: 'scan-failed', ...about, problem });
    }
  }
}
