import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/runtime.ts';
import { Ui } from '../../src/ui/start.tsx';
import { SCREENS } from '../helpers/screens.ts';
import { NOW, realCourse } from '../helpers/session.ts';
import { type Size, TestTerminal } from '../helpers/terminal.ts';

const course = await realCourse();
const over: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of over.splice(0).toReversed()) await end();
});

/** Starts the screens and comes back before anything could be loaded. */
function begin(name: string, size: Size, env: NodeJS.ProcessEnv = {}): TestTerminal {
  const session = SCREENS[name]?.(course) as Session;
  const terminal = new TestTerminal(size);
  const { stdin, stdout } = terminal;
  const run = new Ui({ color: true, ascii: false, stdin, stdout, env, now: () => NOW }).run(session);
  over.push(() => {
    session.dispatch({ type: 'intent', intent: 'hang-up' });
    return run;
  });
  return terminal;
}

const SIZES = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

describe('the first frame', () => {
  it.each(['map', 'map, first time'])(
    '%s is there before ink is, and is what ink draws then',
    async (name) => {
      for (const size of SIZES) {
        const terminal = begin(name, size);
        const sent = terminal.written;
        const early = new TestTerminal(size);
        early.stdout.write(sent);
        expect(await early.text()).toMatch(/Build optimisation[\s\S]*q quit/);
        await terminal.shows('q quit');
        await terminal.settled();
        expect(await terminal.rows()).toEqual(await early.rows());
        // Of what ink draws then at most a few rows are sent, whose colours it writes in another order.
        expect(terminal.written.length - sent.length).toBeLessThan(sent.length / 2);
      }
    },
  );

  it('leaves no key out that is pressed before ink is there', async () => {
    const terminal = begin('map', { columns: 80, rows: 24 });
    terminal.type('j', '?');
    await terminal.shows('Keys');
    terminal.type('\u001b');
    await terminal.shows(/▸ . 2 {2}Go to scratch/);
  });

  it('gives way to another size', async () => {
    const terminal = begin('map', { columns: 120, rows: 40 });
    terminal.resize({ columns: 60, rows: 16 });
    await terminal.settled();
    const rows = await terminal.rows();
    expect(rows.filter((row) => row.includes('q quit'))).toHaveLength(1);
    expect(rows.at(-2)).toContain('q quit');
  });

  it('is left to ink for another screen, a small window, and a screen reader', () => {
    expect(begin('step', { columns: 80, rows: 24 }).written).toBe('');
    expect(begin('map', { columns: 40, rows: 10 }).written).toBe('');
    expect(begin('map', { columns: 80, rows: 24 }, { INK_SCREEN_READER: 'true' }).written).toBe('');
  });
});
