import { EventEmitter } from 'node:events';

/**
 * The stdout that ink gets. It has no `rows`: with them, a frame as tall as the terminal, as after the window was made
 * smaller, makes ink wipe the scrollback. It passes no `resize` on either: the app draws anew itself, after the screen
 * is cleared, so that no half-old frame is seen.
 *
 * @param write gets what ink writes; absent: it goes to the terminal as it is
 */
export function inkStdout(stdout: NodeJS.WriteStream, write?: (text: string) => void): NodeJS.WriteStream {
  class InkStdout extends EventEmitter {
    readonly isTTY = true;
    get columns(): number {
      return stdout.columns || 80;
    }
    get writable(): boolean {
      return stdout.writable;
    }
    get destroyed(): boolean {
      return stdout.destroyed;
    }
    get writableEnded(): boolean {
      return stdout.writableEnded;
    }
    get writableLength(): number {
      return stdout.writableLength;
    }
    write(...args: Parameters<NodeJS.WriteStream['write']>): boolean {
      if (!write || args.length > 1) return stdout.write(...args);
      write(String(args[0]));
      return true;
    }
  }
  return new InkStdout() as unknown as NodeJS.WriteStream;
}
