import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/runtime.ts';
import { Ui } from '../../src/ui/start.tsx';
import { SCREENS } from '../helpers/screens.ts';
import { NOW, realCourse } from '../helpers/session.ts';
import { type Size, TestTerminal } from '../helpers/terminal.ts';

const SIZES: Size[] = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];
const course = await realCourse();
const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  // The last one first: each gives the process the signal listeners back that it found.
  for (const stop of running.splice(0).toReversed()) await stop();
});

/** Draws a session on a terminal of a size until the test is over. */
function draw(
  session: Session,
  size: Size,
  look: { color?: boolean; ascii?: boolean; env?: NodeJS.ProcessEnv } = {},
) {
  const terminal = new TestTerminal(size);
  const { stdin, stdout } = terminal;
  const ui = new Ui({
    color: look.color ?? false,
    ascii: look.ascii ?? false,
    stdin,
    stdout,
    ...(look.env ? { env: look.env } : {}),
    now: () => NOW + 9000,
  });
  const run = ui.run(session);
  running.push(async () => {
    session.dispatch({ type: 'intent', intent: 'hang-up' });
    await run;
  });
  return terminal;
}

/** What a screen must say at any size: the sentence that a learner came for. */
const SAYS: Record<string, (string | RegExp)[]> = {
  'map, first time': ['docker-labs', '· 1  Basic multi-stage build', '0/8', 'Go on with lab 1'],
  map: ['◐ 1  Basic multi-stage build', '4/8', 'You stopped at  1 · step 6'],
  step: ['6 Not as root', 'user.nonroot', 'Look at user.nonroot: Dockerfile.basic, line 31'],
  'step, resumed': ['6 Not as root', /app:production {3}judged \S*16/, '✓ run.user'],
  'step, checks chosen': ['▸ ✗ user.nonroot  line 31: USER root', '◐ user.exists', '? run.user'],
  verdict: ['✗ user.nonroot', 'expected   a user other than root', '▸  31  USER root'],
  building: ['building 1 Basic multi-stage build', 'RUN npm ci', 'log of: RUN npm ci', 'ctrl-c'],
  'building, sends too much': ['context 26.0 MB / 2.15 GB', 'dump.bin', 'ctrl-c stops it'],
  'building, pulls a base': ['context 1.2 MB / 48.0 MB', /FROM node:24-alpine.*(65 %|52\.0 MB \/ 80\.0 MB)/],
  'build stopped': [
    'stopped 1 Basic multi-stage build',
    /What it had done so far stays in\s+(█\s+)?the cache/,
    /RUN npm ci .*cancelled/,
    'Build again',
  ],
  'build failed': ['did not build', 'line 5', 'log of: RUN npm ci', 'EUSAGE'],
  hint: ['hint 1 of 5', 'The last USER line'],
  checklist: ['Checklist  1 of 8', '◐ Create multi-stage Dockerfile', '✓ Optimize layer caching'],
  help: ['Keys', 'why a check says what it says'],
  'engine, none': ['practice engine', '/var/run/docker.sock: no such socket', 'look again'],
  engine: ['✓ docker 28.5.2', 'unix:///var/run/docker.sock', 'BuildKit'],
  'image, looking': ['looking for the images'],
  'image, none': ['No image of this lab is there yet', 'b  Build, then look at the image'],
  'image, reading': ['app:production', 'reading the layers: 60.0 MB of 128 MB', /4 +71 kB|4 +70.9 kB/],
  image: ['app:production', '128 MB', '4 layers', /▸ +4 +70\.9 kB.*17( +│|$)/m, /70\.0 kB {2}\/app\/node/],
  'image, files': ['▸ files', /▾ \/usr\/local\/bin|\/usr\/local\/bin/, /\/app +73\.0 kB/],
  "image, a layer's files": ['what layer 4 changed', /▾ \+ .*70\.9 kB/, /\+ index\.js +70\.0 kB/],
  'image, summary': ['wasted 0 B', 'biggest files of 6', '/usr/local/bin/node'],
  'image, against the build before': [
    'against attempt 3',
    '−24.0 MB, line 17: COPY',
    /~ +24\.1 MB +70\.9 kB +−24\.0 MB/,
  ],
  'image, against the baseline': ['against app:naive', /line 14: FROM node:24-alpine/, /~ +980 MB +128 MB/],
  'solution, not yet': ['A finished answer to lab 1', /So\s+far: 2\./],
  'solution, of a lab that holds': ['~ Dockerfile.basic  +1 −1', '- USER root', '+ USER nodejs'],
  'attempts, none': ['No attempt yet'],
  attempts: [
    /▸ +4 {2}2 min ago +✓ 8\/8 +128 MB +−24\.0 MB/,
    /2 {2}40 min ago +✗ 3\/8/,
    '9 days ago',
    'r bring back',
  ],
  'an attempt': ['Attempt 3', '5 of 8 steps', '✗ user.nonroot', '+ USER nodejs', 'r bring back'],
  'bring back?': ['Bring attempt 3 back', 'backups', 'y yes'],
  'end of the lab': ['✓ 1 Basic multi-stage build', 'at the start', '1.12 GB', '−88.6 %', 'To the map'],
  'scan running': ['Scan of app:scan', 'trivy: Downloading vulnerability DB...', '00:09', 'ctrl-c'],
  scan: [
    'Scan of app:scan',
    /critical +1 {2}█+ {2}1 fixable/,
    /high +3 {2}█+▒+ {2}2 fixable/,
    'Dockerfile.scan, line 7',
  ],
  'scan, to the end': [/medium +library-9 +1\.2\.3 → no fix yet/],
  'scan not possible': [
    '? Trivy could not load its vulnerability database',
    'Scan again',
    'Nobody fails for that',
  ],
  'verdict, a pipeline': [
    '✗ pipeline.gates',
    /✓ nothing found/,
    /✗ vulnerable image/,
    /✓ push 0\.3 s 2 tags/,
  ],
  'end of the course': ['Every lab is done', 'You build images', '✓ Create multi-stage Dockerfile'],
  'run?': ['What building lab 7 runs', 'build.sh', 'y yes'],
  'reset?': ['Start lab 1 anew', 'backups', 'y yes'],
  steps: ['1 Basic multi-stage build', '✗  6  Not as root', 'Reopened: this step held', 'Open step 6'],
};

/** What a screen reader must be told in full, which the screen says with a sign or in a column. */
const SPOKEN: Record<string, string[]> = {
  step: ['fails: step 6 of 8 '],
  image: [
    'layer 4, 70.9 kB, line 17: COPY --from=deps /app/node_modules ./node_modules',
    'added, 900 B: /app/node_modules/nanoid/package.json',
  ],
  'image, files': ['open folder /usr/local/bin, 120 MB, layer 2, line 14', 'closed folder /app'],
  'image, against the build before': ['changed, 24.1 MB, then 70.9 kB, −24.0 MB, line 17: COPY'],
  'image, against the baseline': ['gone, 140 MB, −140 MB, line 8 is gone: RUN npm install'],
  attempts: ['attempt 3, 12 min ago, fails: 5 of 8 steps, image 152 MB, −408 MB, Dockerfile.basic'],
  'solution, of a lab that holds': ['removed: USER root', 'added, line 31: USER nodejs'],
};

/** Screens whose spinner never rests. */
const SPINS = new Set(['building', 'building, pulls a base', 'building, sends too much', 'scan running']);

describe('every screen', () => {
  it('has something that it must say', () => {
    expect(Object.keys(SAYS).sort()).toEqual(Object.keys(SCREENS).sort());
  });

  for (const [name, make] of Object.entries(SCREENS)) {
    for (const size of SIZES) {
      it(`${name} at ${size.columns}x${size.rows}: says it, within the rows, in and without colour`, async () => {
        const plain = draw(make(course), size);
        for (const wanted of SAYS[name] ?? []) await plain.shows(wanted);
        const rows = await plain.rows();
        expect(plain.scrolledAway).toBe(0);
        expect(rows.at(-1)).toBe(''); // the last row stays free
        expect(rows.at(-2)).toMatch(/(keys {3}q quit|esc no)$/); // the keys are always there
        expect(await plain.colored()).toBe(false);

        const colored = draw(make(course), size, { color: true });
        await colored.shows(SAYS[name]?.[0] ?? '');
        for (const wanted of SAYS[name] ?? []) await colored.shows(wanted);
        expect(await colored.colored()).toBe(true);
      });
    }

    it(`${name} for a screen reader: in words, without rules and signs`, async () => {
      const terminal = draw(make(course), { columns: 80, rows: 24 }, { env: { INK_SCREEN_READER: 'true' } });
      await terminal.shows(/keys|no$/m);
      await terminal.settled();
      const text = terminal.written;
      expect(text).not.toMatch(/[─│░█▏▒⠋⠙⠹▸▾✓✗◐]/u);
      expect(text).not.toMatch(/^ *(?:chosen, +)?[~=+−-] /mu); // a sign for what changed, read as "tilde"
      const read = text.replaceAll(/\s+/g, ' '); // it has no lines
      for (const wanted of SPOKEN[name] ?? []) expect(read).toContain(wanted);
      expect(text).not.toContain('\u001b[?1049h');
    });

    it(`${name} in ASCII has no other character`, async () => {
      const terminal = draw(make(course), { columns: 80, rows: 24 }, { ascii: true });
      await terminal.shows(/keys {3}q quit|esc no/);
      if (!SPINS.has(name)) await terminal.settled();
      expect((await terminal.rows()).filter((row) => /[^ -~]/.test(row))).toEqual([]);
    });
  }
});

describe('a small window', () => {
  it('says how large it has to be, and draws when it is', async () => {
    const terminal = draw(SCREENS.map?.(course) as Session, { columns: 40, rows: 10 });
    await terminal.shows('larger: 40x10');
    terminal.resize({ columns: 80, rows: 24 });
    await terminal.shows('You stopped at');
  });

  it('survives resizing up and down without rests of the old frame', async () => {
    const terminal = draw(SCREENS.step?.(course) as Session, { columns: 160, rows: 50 });
    await terminal.shows('Look at user.nonroot');
    for (const size of [...SIZES, ...SIZES.toReversed()]) {
      terminal.resize(size);
      await terminal.settled();
      const rows = await terminal.rows();
      expect(rows.filter((row) => row.includes('Not as root') && row.includes('›'))).toHaveLength(1);
      expect(rows.filter((row) => row.includes('q quit'))).toHaveLength(1);
      expect(rows.at(-2)).toContain('q quit');
    }
    expect(terminal.written).not.toContain('\u001b[3J'); // the learner's scrollback is his
  });
});

describe('quiet', () => {
  it('writes nothing while nothing happens', async () => {
    for (const name of ['map', 'step', 'verdict', 'build failed']) {
      const terminal = draw(SCREENS[name]?.(course) as Session, { columns: 80, rows: 24 });
      await terminal.shows('q quit');
      await terminal.settled();
      const before = terminal.written.length;
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(terminal.written.length - before).toBe(0);
    }
  });

  it('sends a few lines for a key, not the whole screen, and never wipes it', async () => {
    for (const size of [SIZES[1], SIZES.at(-1)] as Size[]) {
      const terminal = draw(SCREENS.map?.(course) as Session, size, { color: true });
      await terminal.shows('q quit');
      await terminal.settled();
      const before = terminal.written.length;
      terminal.type('j');
      await terminal.shows('▸ · 2');
      await terminal.settled();
      const sent = terminal.written.slice(before);
      expect(sent).not.toMatch(/\u001b\[[0-3]?[JK]\u001b\[1A|\u001b\[[23]J/); // no wiping of what is there
      expect(sent.match(/\u001b\[\d+;1H/g)?.length).toBeLessThanOrEqual(16); // rows: two labs, what they are about
      expect(sent.length).toBeLessThan(size.columns * 16 * 2);
    }
  });

  it('sends one row for each turn of the spinner', async () => {
    const terminal = draw(SCREENS.building?.(course) as Session, { columns: 200, rows: 60 });
    await terminal.shows('ctrl-c');
    await terminal.settled(2);
    const before = terminal.written.length;
    await terminal.shows(/⠋.*building/);
    await terminal.shows(/⠴.*building/);
    const frames = terminal.written.slice(before).split('\u001b[?2026h').slice(1);
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(frame.match(/\u001b\[\d+;1H/g)?.length).toBeLessThanOrEqual(3);
  });

  it('draws 10,000 log lines as a handful of frames, and a key at once meanwhile', async () => {
    const session = SCREENS.building?.(course) as Session;
    const terminal = draw(session, { columns: 80, rows: 24 });
    await terminal.shows('log of');
    const before = terminal.written.length;
    for (let batch = 0; batch < 20; batch += 1) {
      const events = Array.from({ length: 500 }, (_, index) => {
        const text = `line ${batch * 500 + index}`;
        return ['production', { type: 'log', stepId: '4', text }] as [
          string,
          { type: 'log'; stepId: string; text: string },
        ];
      });
      session.dispatch({ type: 'build-events', lab: 'basic', events });
    }
    terminal.type('?');
    await terminal.shows('Keys');
    const sent = terminal.written.slice(before);
    expect(sent.length).toBeLessThan(40_000); // 10,000 lines are 100,000 bytes and more
    expect(sent.split('\u001b[?2026h').length).toBeLessThan(20);
    terminal.type('\u001b');
    await terminal.shows('line 9999');
  });
});
