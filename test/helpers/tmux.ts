// A real terminal with a shell in it, for the few things that no model shows: signals, editors, what is left behind.
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** Is tmux on this machine? */
export async function hasTmux(): Promise<boolean> {
  return (await execa('tmux', ['-V'], { reject: false })).exitCode === 0;
}

/** A tmux server of its own (own socket, no configuration), with one shell. */
export class Tmux {
  private constructor(
    private readonly socket: string,
    private readonly dir: string,
  ) {}

  static async open(options: {
    columns: number;
    rows: number;
    cwd: string;
    env: Record<string, string>;
  }): Promise<Tmux> {
    const dir = mkdtempSync(join(tmpdir(), 'docker-labs-tmux-'));
    const tmux = new Tmux(join(dir, 'socket'), dir);
    const env = Object.entries({ PS1: 'READY ', ENV: '', ...options.env }).map(
      ([key, value]) => `${key}=${value}`,
    );
    await tmux.run(
      ['-f', '/dev/null', 'new-session', '-d', '-x', String(options.columns), '-y', String(options.rows)],
      ['-c', options.cwd, 'env', '-u', 'CI', ...env, 'sh', '-i'],
    );
    await tmux.shows('READY');
    return tmux;
  }

  private async run(...args: string[][]): Promise<string> {
    return (await execa('tmux', ['-S', this.socket, ...args.flat()])).stdout;
  }

  /** Sends keys by tmux's names: `Enter`, `C-c`, `q`. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.run(['send-keys', key]);
      await new Promise((resolve) => setTimeout(resolve, 120)); // a person's pace: together they would be a paste
    }
  }

  /** Types a line for the shell. */
  async line(text: string): Promise<void> {
    await this.run(['send-keys', '-l', text]);
    await this.run(['send-keys', 'Enter']);
  }

  /** As `line`, for a terminal that a killed program left raw: it knows no carriage return. */
  async raw(text: string): Promise<void> {
    await this.run(['send-keys', '-l', text]);
    await this.run(['send-keys', 'C-j']);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.run(['resize-window', '-x', String(columns), '-y', String(rows)]);
  }

  async screen(): Promise<string> {
    return this.run(['capture-pane', '-p']);
  }

  /** `alternate cursor`: `1 0` inside the screens, `0 1` in a shell. */
  async modes(): Promise<string> {
    return this.run(['display-message', '-p', '#{alternate_on} #{cursor_flag}']);
  }

  /** Waits until the screen shows it; fails with the screen. */
  async shows(wanted: string | RegExp, seconds = 180): Promise<string> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const text = await this.screen();
      if (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) return text;
      if (Date.now() > end) throw new Error(`the terminal never shows ${wanted}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  async close(): Promise<void> {
    await execa('tmux', ['-S', this.socket, 'kill-server'], { reject: false });
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Sends a signal to a program of ours (the path of its cli.js) that was started in a folder. */
export function signalIn(folder: string, program: string, signal: string): void {
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (
        readlinkSync(`/proc/${pid}/cwd`) === folder &&
        command.includes(program) &&
        command.startsWith('node')
      ) {
        process.kill(Number(pid), signal);
      }
    } catch {
      // a process that ended meanwhile
    }
  }
}
