// A terminal without a window: @xterm/headless as the stdout of the app, keys as a person's terminal sends them.
import { Console } from 'node:console';
import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';

// Inside CI ink draws nothing before the end; these tests look at every frame.
delete process.env.CI;
delete process.env.CONTINUOUS_INTEGRATION;
console.Console ??= Console; // vitest's console lacks it, and ink patches the console with it

export interface Size {
  columns: number;
  rows: number;
}

/** Escape sequences of keys as xterm sends them. */
export const KEY = {
  enter: '\r',
  esc: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageDown: '\u001b[6~',
  tab: '\t',
  ctrlC: '\u0003',
  ctrlF1: '\u001b[1;5P',
} as const;

class FakeStdin extends EventEmitter {
  readonly isTTY = true;
  raw = false;
  paused = true;
  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
  setEncoding(): this {
    return this;
  }
  resume(): this {
    this.paused = false;
    return this;
  }
  pause(): this {
    this.paused = true;
    return this;
  }
  ref(): void {}
  unref(): void {}
}

class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly destroyed = false;
  readonly writableEnded = false;
  readonly writableLength = 0;
  written = '';
  constructor(
    private readonly terminal: xterm.Terminal,
    public columns: number,
    public rows: number,
  ) {
    super();
  }
  write(text: string, encoding?: unknown, callback?: () => void): boolean {
    this.written += text;
    const done = typeof encoding === 'function' ? (encoding as () => void) : callback;
    this.terminal.write(text, done);
    return true;
  }
}

/** A terminal of a size, with what a test needs of it. */
export class TestTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  private readonly input = new FakeStdin();
  private readonly output: FakeStdout;
  private readonly terminal: xterm.Terminal;

  constructor(size: Size) {
    this.terminal = new xterm.Terminal({
      cols: size.columns,
      rows: size.rows,
      scrollback: 200,
      convertEol: true, // as the line discipline does
      allowProposedApi: true,
    });
    this.output = new FakeStdout(this.terminal, size.columns, size.rows);
    this.stdin = this.input as unknown as NodeJS.ReadStream;
    this.stdout = this.output as unknown as NodeJS.WriteStream;
  }

  /** Everything written so far, escape sequences included. */
  get written(): string {
    return this.output.written;
  }

  /** The screen's cells. */
  get buffer(): xterm.IBuffer {
    return this.terminal.buffer.active;
  }

  get rawMode(): boolean {
    return this.input.raw;
  }

  get alternate(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  type(...keys: string[]): void {
    for (const key of keys) this.input.emit('data', key);
  }

  hangUp(): void {
    this.input.emit('end');
  }

  resize(size: Size): void {
    this.terminal.resize(size.columns, size.rows);
    this.output.columns = size.columns;
    this.output.rows = size.rows;
    this.output.emit('resize');
  }

  /** The rows that can be seen, without trailing spaces. */
  async rows(): Promise<string[]> {
    await new Promise<void>((resolve) => this.terminal.write('', resolve));
    const buffer = this.terminal.buffer.active;
    return Array.from(
      { length: this.terminal.rows },
      (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  async text(): Promise<string> {
    return (await this.rows()).join('\n');
  }

  /** Lines that have scrolled out of sight: a frame that is too tall leaves some. */
  get scrolledAway(): number {
    return this.terminal.buffer.active.baseY;
  }

  /** Is any cell of the screen coloured? */
  async colored(): Promise<boolean> {
    await this.rows();
    const buffer = this.terminal.buffer.active;
    for (let row = 0; row < this.terminal.rows; row += 1) {
      const line = buffer.getLine(buffer.viewportY + row);
      for (let column = 0; line && column < this.terminal.cols; column += 1) {
        const cell = line.getCell(column);
        if (cell && !(cell.isFgDefault() && cell.isBgDefault())) return true;
      }
    }
    return false;
  }

  /** Waits until the screen shows it; fails with the screen after 45 seconds. */
  async shows(wanted: string | RegExp): Promise<string> {
    const there = (text: string) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text));
    const end = Date.now() + 45_000;
    for (;;) {
      const text = await this.text();
      if (there(text)) return text;
      if (Date.now() > end) throw new Error(`the screen never shows ${wanted}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until nothing is drawn any more; at most so many looks, for a screen that never rests. */
  async settled(looks = Number.POSITIVE_INFINITY): Promise<void> {
    for (let before = -1, look = 0; before !== this.written.length && look < looks; look += 1) {
      before = this.written.length;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}
