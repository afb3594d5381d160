import type { Intent } from '../session/events.ts';
import type { ScreenName } from '../session/state.ts';

/** One row of the table of keys. */
export interface KeyBinding {
  intent: Intent;
  /** Key names as `input.ts` gives them; the first is the one that is shown. */
  keys: string[];
  /** What it does, for help and docs. */
  label: string;
  /** Where it means this. */
  where: readonly ScreenName[];
  /** Its word in the bottom line; absent: not shown there. */
  bar?: string;
  /** How the keys are printed, where a row has many. */
  shown?: string;
}

const ALL: readonly ScreenName[] = [
  'map',
  'step',
  'steps',
  'verdict',
  'build',
  'hint',
  'image',
  'solution',
  'timeline',
  'attempt',
  'lab-end',
  'scan',
  'checklist',
  'engine',
  'finish',
  'help',
];
const INSIDE = ALL.filter((screen) => screen !== 'map');
const ON_STEP: readonly ScreenName[] = ['step', 'verdict', 'build', 'hint', 'image', 'scan'];
const ON_FILES: readonly ScreenName[] = [...ON_STEP, 'solution', 'timeline', 'attempt'];
const ASKING: readonly ScreenName[] = ['confirm-reset', 'confirm-restore', 'confirm-run'];

/**
 * The table of keys: what the bottom line, the help screen, the docs and the input go by. No key is taken
 * that tmux, screen or a terminal keeps for itself (ctrl-a, ctrl-b, ctrl-s, ctrl-q, ctrl-z).
 */
export const KEYS: readonly KeyBinding[] = [
  {
    intent: 'enter',
    keys: ['enter', 'right', 'l'],
    label: 'go on with the lab',
    where: ['map'],
    bar: 'go on',
  },
  {
    intent: 'enter',
    keys: ['enter', 'right', 'l'],
    label: 'open the step',
    where: ['steps'],
    bar: 'open',
  },
  { intent: 'enter', keys: ['enter'], label: 'why a check says what it says', where: ['step'], bar: 'why' },
  { intent: 'enter', keys: ['enter'], label: 'open the line in your editor', where: ['verdict'] },
  {
    intent: 'enter',
    keys: ['enter'],
    label: 'back to the step and its verdicts',
    where: ['build'],
    bar: 'verdicts',
  },
  {
    intent: 'enter',
    keys: ['enter'],
    label: 'what the layer changed; open or close the folder',
    where: ['image'],
    bar: 'open',
  },
  {
    intent: 'pane',
    keys: ['tab'],
    label: 'layers, files, summary, against another image',
    where: ['image'],
    bar: 'files …',
  },
  { intent: 'pane-back', keys: ['shift-tab'], label: 'the tab before', where: ['image'] },
  {
    intent: 'against',
    keys: ['a'],
    label: 'against the build before, or another image; once more: the next',
    where: ['image'],
    bar: 'against',
  },
  { intent: 'next-step', keys: ['n'], label: 'next image of the lab', where: ['image'], bar: 'next image' },
  { intent: 'previous-step', keys: ['p'], label: 'previous image of the lab', where: ['image'] },
  { intent: 'open', keys: ['right'], label: 'into the folder or layer', where: ['image'] },
  { intent: 'close', keys: ['left'], label: 'out of the folder or layer', where: ['image'] },
  { intent: 'enter', keys: ['enter'], label: 'to the map', where: ['lab-end'] },
  { intent: 'enter', keys: ['enter'], label: 'the files of the attempt', where: ['timeline'], bar: 'look' },
  {
    intent: 'restore',
    keys: ['r'],
    label: 'bring the files of the attempt back (asks first; yours are kept)',
    where: ['timeline', 'attempt'],
    bar: 'bring back',
  },
  {
    intent: 'next-step',
    keys: ['n'],
    label: 'the attempt before',
    where: ['attempt'],
    bar: 'the one before',
  },
  { intent: 'previous-step', keys: ['p'], label: 'the attempt after', where: ['attempt'] },
  {
    intent: 'next-step',
    keys: ['n', 'right'],
    label: 'next image of the lab',
    where: ['scan'],
    bar: 'next image',
  },
  {
    intent: 'build',
    keys: ['b'],
    label: 'build the images of the lab and judge them',
    where: ON_STEP,
    bar: 'build',
  },
  { intent: 'hint', keys: ['h'], label: 'a hint; once more: the next one', where: ON_STEP, bar: 'hint' },
  {
    intent: 'edit',
    keys: ['e'],
    label: 'open the file in your editor, at the line to look at',
    where: ON_FILES,
    bar: 'edit',
  },
  { intent: 'next-step', keys: ['n', 'right'], label: 'next step', where: ['step'], bar: 'next' },
  { intent: 'previous-step', keys: ['p', 'left'], label: 'previous step', where: ['step'], bar: 'previous' },
  { intent: 'next-step', keys: ['n', 'right'], label: 'next check', where: ['verdict'], bar: 'next check' },
  { intent: 'previous-step', keys: ['p', 'left'], label: 'previous check', where: ['verdict'] },
  {
    intent: 'pane',
    keys: ['tab', 'shift-tab'],
    label: 'between the lesson and its checks',
    where: ['step'],
    bar: 'lesson/checks',
  },
  {
    intent: 'pane',
    keys: ['tab', 'shift-tab'],
    label: 'the next of the lines to blame',
    where: ['verdict'],
    bar: 'next line',
  },
  {
    intent: 'steps',
    keys: ['s'],
    label: 'the steps of the lab, to jump to one',
    where: ON_STEP,
    bar: 'steps',
  },
  {
    intent: 'jump',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1-9',
    label: 'to the step of that number',
    where: ['step', 'steps'],
  },
  {
    intent: 'jump',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1-9',
    label: 'choose the lab of that number',
    where: ['map'],
  },
  {
    intent: 'image',
    keys: ['i'],
    label: 'the images: layers, files, what changed',
    where: ['step', 'verdict', 'build', 'hint', 'timeline', 'lab-end'],
    bar: 'image',
  },
  {
    intent: 'timeline',
    keys: ['t'],
    label: 'your attempts so far: look at one, bring it back',
    where: ['step', 'verdict', 'build', 'hint', 'image', 'solution', 'lab-end'],
    bar: 'attempts',
  },
  {
    intent: 'solution',
    keys: ['S'],
    label: 'a finished answer against your files',
    where: ['step', 'verdict', 'build', 'hint', 'lab-end'],
    bar: 'solution',
  },
  {
    intent: 'lab-end',
    keys: ['f'],
    label: 'the lab so far: what became of the image',
    where: ['step', 'build', 'image'],
  },
  {
    intent: 'scan',
    keys: ['v'],
    label: 'vulnerabilities: what a scanner finds in the image; once more: scan again',
    where: ON_STEP,
    bar: 'scan',
  },
  { intent: 'previous-step', keys: ['p', 'left'], label: 'previous image of the lab', where: ['scan'] },
  { intent: 'retry', keys: ['r'], label: 'look for an engine again', where: ['engine'], bar: 'look again' },
  {
    intent: 'reset',
    keys: ['R'],
    label: 'start the lab anew (asks first; your files are kept)',
    where: ['step'],
  },
  { intent: 'yes', keys: ['y'], label: 'yes', where: ASKING, bar: 'yes' },
  { intent: 'back', keys: ['esc', 'backspace', 'n'], label: 'no', where: ASKING, bar: 'no' },
  { intent: 'back', keys: ['esc', 'backspace'], label: 'back', where: INSIDE, bar: 'back' },
  { intent: 'map', keys: ['m'], label: 'the map of labs', where: INSIDE, bar: 'map' },
  { intent: 'finish', keys: ['F'], label: 'what comes after the last lab, when all are done', where: ALL },
  { intent: 'checklist', keys: ['c'], label: 'the completion checklist', where: ALL, bar: 'checklist' },
  { intent: 'engine', keys: ['d'], label: 'doctor: the engine and this machine', where: ALL, bar: 'doctor' },
  { intent: 'up', keys: ['up', 'k'], label: 'up', where: ALL },
  { intent: 'down', keys: ['down', 'j'], label: 'down', where: ALL },
  { intent: 'page-up', keys: ['pgup', 'ctrl-u'], label: 'a page up', where: ALL },
  { intent: 'page-down', keys: ['pgdn', 'space', 'ctrl-d'], label: 'a page down', where: ALL },
  { intent: 'top', keys: ['home', 'g'], label: 'to the top', where: ALL },
  { intent: 'end', keys: ['end', 'G'], label: 'to the end', where: ALL },
  {
    intent: 'stop',
    keys: ['ctrl-c'],
    label: 'stop the build or the scan; without one: quit',
    where: [...ALL, ...ASKING],
  },
  {
    intent: 'quit',
    keys: ['q'],
    label: 'quit; you go on at this very step next time',
    where: ALL,
    bar: 'quit',
  },
  { intent: 'help', keys: ['?', 'f1'], label: 'these keys', where: ALL, bar: 'keys' },
];

/** Does it mean the same on every screen inside a lab? */
export const everywhere = ({ where }: KeyBinding): boolean =>
  INSIDE.every((screen) => where.includes(screen));

/** What a key means on a screen; undefined when nothing. */
export function intentFor(key: string, screen: ScreenName): Intent | undefined {
  const binding = KEYS.find((one) => one.keys.includes(key) && one.where.includes(screen));
  if (binding) return binding.intent;
  return ASKING.includes(screen) ? 'back' : undefined; // every key but y means no
}

/** The key to show for an intent on a screen. */
export function keyFor(intent: Intent, screen: ScreenName): string | undefined {
  return KEYS.find((one) => one.intent === intent && one.where.includes(screen))?.keys[0];
}

/** The keys of a row as they are printed. */
export function keysOf({ keys, shown }: KeyBinding): string[] {
  return shown ? [shown] : keys.map(keyLabel);
}

/** A key's name as it is printed. */
export function keyLabel(key: string): string {
  const signs: Record<string, string> = { up: '↑', down: '↓', left: '←', right: '→' };
  return signs[key] ?? key;
}
