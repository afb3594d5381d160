import { KeyReader } from './input.ts';

// Alternate screen, empty; pastes marked, no cursor, no wrapping: what is wider than thought takes no second row.
const ENTER = '\u001b[?1049h\u001b[2J\u001b[H\u001b[?2004h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?2004l\u001b[?25h\u001b[?1049l';
/** Where no alternate screen is used, only what was changed is put back. */
const LEAVE_INLINE = '\u001b[?2004l\u001b[?25h\n';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type SignalListener = NodeJS.SignalsListener;

export interface TerminalSize {
  columns: number;
  rows: number;
}

export interface TerminalOptions {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  /** False in screen-reader mode: there the text has to stay in the terminal. */
  alternateScreen: boolean;
  onKey(key: string): void;
  onResize(): void;
  /** A signal asked the program to end; the terminal is still ours. */
  onSignal(signal: NodeJS.Signals): void;
}

/**
 * The one place that changes the terminal: alternate screen, cursor, raw mode, bracketed paste. Whatever ends the
 * program (quit, a signal, an uncaught error, `process.exit`), it is left as it was found.
 */
export class Terminal {
  private readonly reader: KeyReader;
  private ours = false;
  private gone = false;
  private readonly others = new Map<NodeJS.Signals, SignalListener[]>();

  constructor(private readonly options: TerminalOptions) {
    this.reader = new KeyReader(options.onKey);
  }

  get size(): TerminalSize {
    const { columns, rows } = this.options.stdout;
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Takes the terminal; the counterpart is `leave`. */
  enter(): void {
    if (this.ours) return;
    this.ours = true;
    const { stdin, stdout, alternateScreen } = this.options;
    this.write(alternateScreen ? ENTER : '\u001b[?2004h');
    stdin.setRawMode?.(true);
    stdin.setEncoding('utf8');
    stdin.on('data', this.onData);
    stdin.on('end', this.onHangUp);
    stdin.on('error', this.onHangUp);
    stdin.resume();
    stdout.on('resize', this.onResize);
    stdout.on('error', this.onHangUp);
    this.takeSignals();
    process.on('exit', this.leave);
    process.on('uncaughtExceptionMonitor', this.leave);
  }

  /** Gives the terminal back as it was. May be called any number of times. */
  readonly leave = (): void => {
    if (!this.ours) return;
    this.ours = false;
    const { stdin, stdout, alternateScreen } = this.options;
    this.reader.reset();
    stdin.off('data', this.onData);
    stdin.off('end', this.onHangUp);
    stdin.off('error', this.onHangUp);
    stdout.off('resize', this.onResize);
    process.off('exit', this.leave);
    process.off('uncaughtExceptionMonitor', this.leave);
    this.giveSignalsBack();
    try {
      stdin.setRawMode?.(false);
    } catch {
      this.gone = true; // the terminal was closed: there is nothing to put back
    }
    stdin.pause();
    this.write(alternateScreen ? LEAVE : LEAVE_INLINE);
  };

  /** Empties the screen, for a frame of another size. */
  clear(): void {
    if (this.options.alternateScreen) this.write('\u001b[2J\u001b[H');
  }

  /**
   * While the terminal is ours, a signal ends the session in good order. conf brings exit hooks along (when-exit) that
   * kill the process on the spot, before progress is saved and the terminal put back: they have to wait.
   */
  private takeSignals(): void {
    for (const signal of SIGNALS) {
      this.others.set(signal, process.listeners(signal) as SignalListener[]);
      process.removeAllListeners(signal);
      process.on(signal, this.options.onSignal);
    }
  }

  private giveSignalsBack(): void {
    for (const signal of SIGNALS) {
      process.off(signal, this.options.onSignal);
      for (const listener of this.others.get(signal) ?? []) process.on(signal, listener);
    }
    this.others.clear();
  }

  private write(text: string): void {
    if (this.gone || this.options.stdout.destroyed) return;
    this.options.stdout.write(text);
  }

  private readonly onData = (chunk: string | Buffer): void => this.reader.push(String(chunk));
  private readonly onResize = (): void => this.options.onResize();
  private readonly onHangUp = (): void => {
    this.gone = true;
    this.options.onSignal('SIGHUP');
  };
}
