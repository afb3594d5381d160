import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildEvent } from '../../src/engine/types.ts';
import { Ui } from '../../src/ui/start.tsx';
import { SCREENS } from '../../test/helpers/screens.ts';
import { realCourse } from '../../test/helpers/session.ts';
import { TestTerminal } from '../../test/helpers/terminal.ts';
import { type Figures, figuresOf } from './measure.ts';

const LINES = 10_000;
/** Lines of a batch, and how often one comes, milliseconds: as fast as a builder that prints all of them in a second. */
const BATCH = 600;
const EVERY = 60;

/**
 * From a key press to the bytes of its screen, while a build tells ten thousand log lines in a second: the screen of keys
 * is opened and closed.
 */
export async function keysWhileBuilding(): Promise<Figures> {
  const terminal = new TestTerminal({ columns: 160, rows: 50 });
  const session = SCREENS.building?.(await realCourse());
  if (!session) throw new Error('there is no screen of a build');
  const { stdin, stdout } = terminal;
  let seen = (_: string) => {};
  const written = (wanted: string) =>
    new Promise<number>((resolve) => {
      seen = (text) => text.includes(wanted) && resolve(performance.now());
    });
  const write = stdout.write.bind(stdout);
  stdout.write = ((...args: Parameters<typeof write>) => {
    seen(String(args[0]));
    return write(...args);
  }) as typeof stdout.write;
  const run = new Ui({ color: true, ascii: false, stdin, stdout, env: {} }).run(session);
  await terminal.shows('log of');
  const times: number[] = [];
  let said = 0;
  const talking = setInterval(() => {
    const events = Array.from({ length: BATCH }, (_, index): [string, BuildEvent] => {
      const text = `npm http fetch GET 200 https://registry.example/package-${said + index} 12ms (cache miss)`;
      return ['production', { type: 'log', stepId: '4', text }];
    });
    said += BATCH;
    session.dispatch({ type: 'build-events', lab: 'basic', events });
  }, EVERY);
  for (let turn = 0; said < LINES || turn < 12; turn += 1) {
    const shown = written(turn % 2 === 0 ? 'Everywhere' : 'log of');
    const pressed = performance.now();
    terminal.type('?'); // opens the keys, and closes them
    times.push((await shown) - pressed);
    await sleep(70);
  }
  clearInterval(talking);
  session.dispatch({ type: 'intent', intent: 'hang-up' });
  await run;
  return figuresOf(times.slice(2)); // the first ones load what the others find loaded
}
