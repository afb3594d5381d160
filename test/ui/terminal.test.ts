import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/runtime.ts';
import { Ui } from '../../src/ui/start.tsx';
import { SCREENS } from '../helpers/screens.ts';
import { quietSession, realCourse } from '../helpers/session.ts';
import { KEY, TestTerminal } from '../helpers/terminal.ts';

const course = await realCourse();

function open(session: Session = quietSession(course), env: NodeJS.ProcessEnv = {}, links = false) {
  const terminal = new TestTerminal({ columns: 80, rows: 24 });
  const { stdin, stdout } = terminal;
  const ui = new Ui({ color: true, ascii: false, links, stdin, stdout, env });
  return { terminal, session, ui, run: ui.run(session) };
}

/** As a shell expects its terminal: main screen, cooked mode, cursor shown, pastes unmarked. */
function expectLeft(terminal: TestTerminal): void {
  expect(terminal.alternate).toBe(false);
  expect(terminal.rawMode).toBe(false);
  const last = (on: string, off: string) =>
    terminal.written.lastIndexOf(on) > terminal.written.lastIndexOf(off);
  expect(last('\u001b[?25h', '\u001b[?25l')).toBe(true);
  expect(last('\u001b[?2004l', '\u001b[?2004h')).toBe(true);
}

describe('the terminal', () => {
  it('is taken with the alternate screen and left as it was after q', async () => {
    const { terminal, run } = open();
    await terminal.shows('Go on with lab 1');
    expect(terminal.alternate).toBe(true);
    expect(terminal.rawMode).toBe(true);
    terminal.type('q');
    expect(await run).toBe(0);
    await terminal.rows();
    expectLeft(terminal);
  });

  it('is left as it was after Ctrl-C, with 130', async () => {
    const { terminal, run } = open();
    await terminal.shows('Go on with lab 1');
    terminal.type(KEY.ctrlC);
    expect(await run).toBe(130);
    await terminal.rows();
    expectLeft(terminal);
  });

  it('is let go when it is closed', async () => {
    const { terminal, run } = open();
    await terminal.shows('Go on with lab 1');
    terminal.hangUp();
    expect(await run).toBe(130);
    expect(terminal.rawMode).toBe(false);
  });

  it('is left as it was when a view throws, and the error is told', async () => {
    const session = quietSession(course);
    const { terminal, run } = open(session);
    const outcome = run.catch((error: unknown) => error);
    await terminal.shows('Go on with lab 1');
    Object.defineProperty(session, 'state', {
      get: () => {
        throw new TypeError('a fault');
      },
    });
    terminal.resize({ columns: 81, rows: 24 });
    expect(await outcome).toMatchObject({ message: 'a fault' });
    await terminal.rows();
    expectLeft(terminal);
  });

  it('keeps the main screen for a screen reader', async () => {
    const { terminal, run } = open(undefined, { INK_SCREEN_READER: 'true' });
    await terminal.shows('Go on with lab 1');
    expect(terminal.alternate).toBe(false);
    terminal.type('q');
    await run;
    expect(terminal.written).not.toContain('?1049');
  });
});

describe('links', () => {
  it('lead from a verdict to the file, where the terminal has them, and nowhere else', async () => {
    const on = open(SCREENS.verdict?.(course), {}, true);
    await on.terminal.shows('31  USER root');
    const [, target] = /\u001b\]8;;(file:[^\u0007]+)\u0007/.exec(on.terminal.written) ?? [];
    expect(target).toMatch(/^file:\/\/\/.*\/01-basic\/starter\/Dockerfile\.basic$/);
    const off = open(SCREENS.verdict?.(course));
    await off.terminal.shows('31  USER root');
    expect(off.terminal.written).not.toContain('\u001b]8');
    for (const { session, run } of [on, off]) {
      session.dispatch({ type: 'intent', intent: 'quit' });
      await run;
    }
  });
});

describe('keys', () => {
  it('lead through the screens and back', async () => {
    const { terminal, run } = open();
    await terminal.shows('Go on with lab 1');
    terminal.type(KEY.enter);
    await terminal.shows('1 Basic multi-stage build › 1 See the naive image');
    terminal.type('n');
    await terminal.shows('2 Two named stages');
    terminal.type(KEY.left);
    await terminal.shows('1 See the naive image');
    terminal.type('h');
    await terminal.shows('hint 1 of 2');
    terminal.type('h');
    await terminal.shows('hint 2 of 2');
    terminal.type(KEY.esc);
    await terminal.shows('You ship a small web service');
    terminal.type('c');
    await terminal.shows('Checklist  0 of 8');
    terminal.type('m');
    await terminal.shows('Go on with lab 1');
    terminal.type('q');
    expect(await run).toBe(0);
  });

  it('scroll a lesson to its end and no further', async () => {
    const { terminal, run } = open();
    await terminal.shows('Go on with lab 1');
    terminal.type(KEY.enter);
    await terminal.shows('You ship a small web service');
    terminal.type('G');
    await terminal.settled();
    const end = await terminal.text();
    terminal.type(KEY.pageDown, KEY.down, KEY.down);
    await terminal.settled();
    expect(await terminal.text()).toBe(end);
    terminal.type(KEY.up);
    await terminal.settled();
    expect(await terminal.text()).not.toBe(end);
    terminal.type('q');
    await run;
  });

  it('survive what is no key: Ctrl+F1, mouse, unknown and broken sequences, pasted text', async () => {
    const { terminal, session, run } = open();
    await terminal.shows('Go on with lab 1');
    const hostile = [
      KEY.ctrlF1,
      '\u001b[1;5Q\u001b[1;2P\u001bO5P',
      '\u001b[<0;10;10M\u001b[M   \u001b[?1;2c',
      '\u001b[200~q\rnn\u001b[201~',
      '\u001b[200~q',
      'qq\u001b[20',
      '1~',
      '\u001b]0;q\u0007',
      '\u001bPq\u001b\\',
      'docker build . && q\r',
      '\u001b[999999999999m\u001b[;;;;H',
      '\u0000\u0001\u0002\u009b\ufffd',
    ];
    for (const text of hostile) terminal.type(text);
    await terminal.settled();
    expect(session.state.quitting).toBe(false);
    expect(session.state.screen).toBe('map');
    terminal.type('?');
    await terminal.shows('Everywhere');
    terminal.type('q');
    expect(await run).toBe(0);
  });

  it('mean nothing to a lab that is about to be reset, except y', async () => {
    const { terminal, session, run } = open(SCREENS['reset?']?.(course));
    await terminal.shows('Press y');
    terminal.type('x');
    await terminal.shows('Look at user.nonroot');
    expect(session.state.screen).toBe('step');
    terminal.type('q');
    await run;
  });
});
