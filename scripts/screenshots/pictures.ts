import { Ui } from '../../src/ui/start.tsx';
import { SCREENS } from '../../test/helpers/screens.ts';
import { NOW, realCourse } from '../../test/helpers/session.ts';
import { TestTerminal } from '../../test/helpers/terminal.ts';
import { toSvg } from './svg.ts';

const SIZE = { columns: 100, rows: 28 } as const;

interface Picture {
  screen: string;
  /** What must be on it before it is taken. */
  wait: string[];
  title: string;
  size?: { columns: number; rows: number };
}

/** File name without its end -> the picture. */
export const PICTURES: Record<string, Picture> = {
  step: {
    screen: 'step',
    wait: ['predicted from the files', 'Without a USER line'],
    size: { columns: 124, rows: 34 },
    title: 'A step: the lesson, beside it the checks of the saved Dockerfile, one of which fails on line 31',
  },
  verdict: {
    screen: 'verdict',
    wait: ['31  USER root'],
    title: 'A failed check: expected, found, the line to blame, why it matters, and the command to see it',
  },
  map: {
    screen: 'map',
    wait: ['You stopped at'],
    title: 'The map: labs with their progress, the completion checklist, and where one stopped',
  },
  build: {
    screen: 'build failed',
    wait: ['EUSAGE'],
    title: 'A build that failed: the line, the log of the step that failed, then all steps',
  },
};

/** Draws a screen of the program in a terminal model, and the terminal as SVG. The same code gives the same picture. */
export async function picture(name: string): Promise<string> {
  const wanted = PICTURES[name];
  const make = wanted && SCREENS[wanted.screen];
  if (!make) throw new Error(`there is no picture ${name}`);
  process.env.TZ = 'UTC'; // the pictures show times of day
  const { columns, rows } = wanted.size ?? SIZE;
  const terminal = new TestTerminal({ columns, rows });
  const session = make(await realCourse());
  const { stdin, stdout } = terminal;
  const ui = new Ui({ color: true, ascii: false, stdin, stdout, env: {}, now: () => NOW + 9000 });
  const run = ui.run(session);
  for (const text of wanted.wait) await terminal.shows(text);
  await terminal.settled();
  const svg = toSvg(terminal.buffer, { columns, rows: rows - 1 }, wanted.title);
  session.dispatch({ type: 'intent', intent: 'hang-up' });
  await run;
  return svg;
}

/** Where a picture is kept. */
export const pictureFile = (name: string): URL =>
  new URL(`../../assets/screenshots/${name}.svg`, import.meta.url);
