import type { ReactElement } from 'react';
import type { ExitCode } from '../errors.ts';
import type { Intent } from '../session/events.ts';
import type { EditorPort } from '../session/ports.ts';
import type { Session } from '../session/runtime.ts';
import type { Notice } from '../session/state.ts';
import { words } from '../text/words.ts';
import { editorCommand, editorSetting, runOnTerminal } from './editor.ts';
import { firstFrame } from './first-frame.ts';
import { FrameWriter } from './frame-writer.ts';
import { inkStdout } from './ink-stdout.ts';
import { intentFor } from './keys.ts';
import { fileLink } from './links.ts';
import { loadMarkdown } from './markdown.ts';
import { Terminal, type TerminalSize } from './terminal.ts';
import { type Theme, theme } from './theme.ts';

export interface UiOptions {
  color: boolean;
  ascii: boolean;
  /** Does the terminal know links (OSC 8)? */
  links?: boolean;
  stdin?: NodeJS.ReadStream;
  stdout?: NodeJS.WriteStream;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/**
 * The most frames a second: a build may tell a thousand things meanwhile. A key pressed right after a frame waits for
 * the next one, 17 ms at most, so that it is on screen within 50; what builds tell comes in batches, 16 a second.
 */
const MAX_FPS = 60;

type Instance = import('ink').Instance;

/**
 * The screens on a terminal. Its state is the session's; this only draws it, reads keys, and gives the terminal away
 * to an editor and takes it back.
 */
export class Ui {
  private readonly terminal: Terminal;
  private session: Session | undefined;
  private instance: Instance | undefined;
  private drawn: TerminalSize = { columns: 0, rows: 0 };
  private exited: Promise<unknown> = Promise.resolve();
  /** Rejects when a view throws: then there is nothing left to look at. */
  private readonly crashed: Promise<never>;
  private crash: (error: unknown) => void = () => {};
  private ink: typeof import('ink') | undefined;
  private makeScreen: ((size: TerminalSize) => ReactElement) | undefined;
  /** Keys that were pressed while ink was still loading. */
  private early: string[] | undefined;
  private readonly theme: Theme;
  private readonly now: () => number;
  private readonly stdout: NodeJS.WriteStream;
  private readonly frames: FrameWriter;
  private readonly screenReader: boolean;
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly options: UiOptions) {
    this.stdout = options.stdout ?? process.stdout;
    this.env = options.env ?? process.env;
    this.screenReader = this.env.INK_SCREEN_READER === 'true';
    this.theme = theme({ ...options, spoken: this.screenReader });
    this.now = options.now ?? Date.now;
    this.frames = new FrameWriter((text) => this.stdout.write(text));
    this.crashed = new Promise((_, reject) => {
      this.crash = reject;
    });
    this.crashed.catch(() => {}); // awaited in run; until then it is nobody's
    this.terminal = new Terminal({
      stdin: options.stdin ?? process.stdin,
      stdout: this.stdout,
      alternateScreen: !this.screenReader,
      onKey: (key) => this.onKey(key),
      onResize: () => this.onResize(),
      onSignal: () => this.session?.dispatch({ type: 'intent', intent: 'hang-up' }),
    });
  }

  /** The port through which a session opens the learner's editor. */
  readonly editor: EditorPort = { open: (file, line) => this.openEditor(file, line) };

  /**
   * Draws a session until it is over. The terminal is left as it was found, however it ends.
   *
   * @param onDrawn called when the first frame is out: what takes time begins then
   * @returns the session's exit code
   */
  async run(session: Session, onDrawn?: () => void): Promise<ExitCode> {
    this.session = session;
    try {
      this.showFirst(session);
      await this.load(session);
      this.mount();
      void loadMarkdown(); // the lesson comes next
      onDrawn?.();
      const early = this.early ?? [];
      this.early = undefined;
      for (const key of early) this.onKey(key);
      return await Promise.race([session.done, this.crashed]);
    } finally {
      await this.unmount();
    }
  }

  /** Loading ink and React takes as long as all before it: the map does not wait for them. */
  private showFirst({ state }: Session): void {
    if (this.screenReader) return;
    const { size } = this.terminal;
    const lines = firstFrame(state, this.theme, size, this.now());
    if (!lines) return;
    this.terminal.enter();
    this.early = [];
    this.drawn = size;
    this.frames.write(lines.join('\n'), size.columns);
  }

  private async load(session: Session): Promise<void> {
    delete process.env.DEV; // with it ink loads React's devtools
    const [ink, { App }, { UiContext }] = await Promise.all([
      import('ink'),
      import('./app.tsx'),
      import('./context.ts'),
    ]);
    this.ink = ink;
    const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
    const { now } = this;
    const ui = {
      theme: this.theme,
      dispatch: session.dispatch.bind(session),
      clock: (at: number) => (day.format(at) === day.format(now()) ? time.format(at) : day.format(at)),
      now,
      link: (lab: string, file: string, text: string) =>
        this.options.links && !this.screenReader ? fileLink(session.pathOf(lab, file), text) : text,
    };
    this.makeScreen = (size) => (
      <UiContext.Provider value={ui}>
        <App session={session} size={size} />
      </UiContext.Provider>
    );
  }

  private mount(): void {
    if (!this.ink || !this.makeScreen) return;
    this.terminal.enter();
    this.sizeUp();
    this.instance = this.ink.render(this.makeScreen(this.drawn), {
      stdout: inkStdout(this.stdout, this.screenReader ? undefined : (text) => this.draw(text)),
      stdin: this.options.stdin ?? process.stdin,
      exitOnCtrlC: false,
      patchConsole: true,
      maxFps: MAX_FPS,
      incrementalRendering: false,
      isScreenReaderEnabled: this.screenReader,
    });
    this.exited = this.instance.waitUntilExit().catch(this.crash);
  }

  private draw(text: string): void {
    this.frames.write(text, this.terminal.size.columns);
  }

  private async unmount(): Promise<void> {
    this.instance?.unmount();
    this.instance = undefined;
    await this.exited;
    this.terminal.leave();
    this.frames.forget();
  }

  /** Takes the terminal's size over; what was drawn for another one goes. */
  private sizeUp(): boolean {
    const { columns, rows } = this.terminal.size;
    if (columns === this.drawn.columns && rows === this.drawn.rows) return false;
    this.drawn = { columns, rows };
    this.terminal.clear();
    this.frames.forget();
    return true;
  }

  private onKey(key: string): void {
    const session = this.session;
    if (!session || !this.instance) {
      this.early?.push(key);
      return;
    }
    const intent: Intent | undefined = intentFor(key, session.state.screen);
    if (!intent) return;
    session.dispatch({ type: 'intent', intent, ...(/^\d$/.test(key) ? { number: Number(key) } : {}) });
  }

  private onResize(): void {
    // Of the same size, ink would not write the same frame again.
    if (this.instance && this.makeScreen && this.sizeUp())
      this.instance.rerender(this.makeScreen(this.drawn));
  }

  private async openEditor(file: string, line: number | undefined): Promise<Notice | undefined> {
    const setting = editorSetting(this.env);
    if (!setting) return { kind: 'info', text: words.noEditor(file) };
    const { program, args } = editorCommand(setting, file, line);
    await this.unmount();
    const started = await runOnTerminal(program, args);
    this.mount();
    return started ? undefined : { kind: 'warn', text: words.editorFailed(program) };
  }
}
