import { columnsOf } from '../text/width.ts';

/** Synchronised update (terminals that do not know it ignore it): the frame appears whole. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
/** What ink puts before a frame to wipe the one before: `CSI 2K`, `CSI 1A` … `CSI G`. */
const WIPE = /^(?:\u001b\[2K(?:\u001b\[1A)?)*(?:\u001b\[G)?/;
/** Cursor and synchronisation, which ink writes by themselves: the terminal is ours, and both are seen to here. */
const MODE = /^(?:\u001b\[\?(?:25|2026)[hl])+$/;

/**
 * Turns ink's whole frames into the lines that changed. ink 6.8 wipes and writes every line at each update: on a slow
 * line that flickers, and a spinner sends the whole screen ten times a second. Its own incremental rendering corrupts
 * frames that are shorter than the screen. Ours start at the top left of the alternate screen, so each line has its row.
 */
export class FrameWriter {
  private shown: string[] = [];

  constructor(private readonly send: (text: string) => void) {}

  /** The screen was cleared: nothing of the last frame is left. */
  forget(): void {
    this.shown = [];
  }

  /**
   * @param text one write of ink: a frame, or modes of the terminal
   * @param columns width of the terminal
   */
  write(text: string, columns: number): void {
    if (MODE.test(text)) return;
    const lines = text.replace(WIPE, '').replace(/\n$/, '').split('\n');
    const rows = Math.max(lines.length, this.shown.length);
    let out = '';
    for (let row = 0; row < rows; row += 1) {
      const line = lines[row] ?? '';
      if (line === this.shown[row]) continue;
      // A line that fills the row leaves the cursor on its last cell: erasing to the end would take that.
      const rest = columnsOf(line) < columns ? '\u001b[K' : '';
      out += `\u001b[${row + 1};1H${line}${rest}`;
    }
    this.shown = lines;
    if (out !== '') this.send(`${BEGIN}${out}${END}`);
  }
}
