import { describe, expect, it } from 'vitest';
import { FrameWriter } from '../../src/ui/frame-writer.ts';
import { TestTerminal } from '../helpers/terminal.ts';

const SIZE = { columns: 20, rows: 6 };
/** As ink's log-update wipes a frame of so many lines. */
const wipe = (lines: number) => `${'\u001b[2K\u001b[1A'.repeat(lines - 1)}\u001b[2K\u001b[G`;

function onTerminal() {
  const terminal = new TestTerminal(SIZE);
  const sent: string[] = [];
  const writer = new FrameWriter((text) => {
    sent.push(text);
    terminal.stdout.write(text);
  });
  const draw = (text: string) => writer.write(text, SIZE.columns);
  return { terminal, writer, draw, sent };
}

describe('the writer of frames', () => {
  it('sends a first frame whole, and afterwards the lines that changed', async () => {
    const { terminal, draw, sent } = onTerminal();
    draw('head\nbody\nfoot\n');
    expect((await terminal.rows()).slice(0, 4)).toEqual(['head', 'body', 'foot', '']);
    draw(`${wipe(4)}head\nother\nfoot\n`);
    expect((await terminal.rows()).slice(0, 4)).toEqual(['head', 'other', 'foot', '']);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toContain('other');
    expect(sent[1]).not.toContain('head');
    expect(sent[1]?.length).toBeLessThan(40);
  });

  it('leaves no rest of a longer line or a taller frame', async () => {
    const { terminal, draw } = onTerminal();
    draw('a long line\n12345678901234567890\nthree\nfour\n');
    draw(`${wipe(5)}short\n1234567890123456789x\n`);
    expect((await terminal.rows()).slice(0, 5)).toEqual(['short', '1234567890123456789x', '', '', '']);
  });

  it('sends nothing for a frame that is the same, nor for modes', () => {
    const { draw, sent } = onTerminal();
    draw('same\n');
    draw(`${wipe(2)}same\n`);
    draw('\u001b[?25l');
    draw('\u001b[?2026h');
    expect(sent).toHaveLength(1);
  });

  it('draws all of it again when the screen was cleared', async () => {
    const { terminal, writer, draw } = onTerminal();
    draw('one\ntwo\n');
    terminal.stdout.write('\u001b[2J');
    writer.forget();
    draw(`${wipe(3)}one\ntwo\n`);
    expect((await terminal.rows()).slice(0, 2)).toEqual(['one', 'two']);
  });
});
