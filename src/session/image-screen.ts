import type { Branch } from '../image/walk.ts';
import type { Effect, Turn } from './effects.ts';
import type { Intent } from './events.ts';
import {
  chosenRow,
  comparedWith,
  fileRows,
  labImages,
  layerChanges,
  others,
  rowCount,
  shownImage,
} from './image-select.ts';
import { FIRST_VIEW, IMAGE_TABS, type ImageTab, type ImageView, imageKey } from './image-state.ts';
import { pageOf, scrollBy, show } from './navigate.ts';
import type { SessionState } from './state.ts';

type Result = Turn<SessionState>;

/** How many images' layers are kept; each holds the name of every file. */
const KEPT = 6;

/** Opens the image screen, its images looked up afresh. */
export function openImages(state: SessionState): Result {
  const fresh = state.screen === 'image' ? state : { ...state, imageView: FIRST_VIEW };
  return { state: show(fresh, 'image'), effects: [{ type: 'read-images', lab: state.at.lab }] };
}

/** The layers that the screen needs and nobody has read yet; to be asked after whatever changes the screen. */
export function readWanted(turn: Result): Result {
  const { state } = turn;
  if (state.screen !== 'image') return turn;
  const shown = shownImage(state);
  const wanted = [shown, state.imageView.tab === 'against' ? comparedWith(state) : undefined].filter(
    (image) => image !== undefined && state.readings[imageKey(image)] === undefined,
  );
  const effects: Effect[] = [];
  let readings = state.readings;
  for (const image of new Map(wanted.map((one) => [one && imageKey(one), one])).values()) {
    if (!image) continue;
    readings = { ...readings, [imageKey(image)]: { status: 'reading', bytes: 0 } };
    effects.push({ type: 'read-layers', key: imageKey(image), ref: image.facts.ref });
  }
  if (effects.length === 0) return turn;
  return { state: { ...state, readings: kept(readings) }, effects: [...turn.effects, ...effects] };
}

/** The newest readings; memory is not for images that nobody looks at any more. */
function kept(readings: SessionState['readings']): SessionState['readings'] {
  return Object.fromEntries(Object.entries(readings).slice(-KEPT));
}

/** Whoever leaves the screen does not wait for what is still being read. */
export function leaveImages(before: SessionState, turn: Result): Result {
  if (before.screen !== 'image' || turn.state.screen === 'image') return turn;
  const reading = Object.entries(turn.state.readings).filter(([, one]) => one.status === 'reading');
  if (reading.length === 0) return turn;
  const done = Object.entries(turn.state.readings).filter(([, one]) => one.status !== 'reading');
  return {
    state: { ...turn.state, readings: Object.fromEntries(done) },
    effects: [...turn.effects, { type: 'cancel-layers' }],
  };
}

const view = (state: SessionState, change: Partial<ImageView>): SessionState => ({
  ...state,
  imageView: { ...state.imageView, ...change },
});

/** What an intent does on the image screen; undefined where it means the same as everywhere. */
export function onImageIntent(state: SessionState, intent: Intent): SessionState | undefined {
  switch (intent) {
    case 'pane':
      return toTab(state, 1);
    case 'pane-back':
      return toTab(state, -1);
    case 'next-step':
    case 'previous-step':
      return otherImage(state, intent === 'next-step' ? 1 : -1);
    case 'against':
      return nextOther(state);
    case 'enter':
      return into(state, true);
    case 'open':
      return into(state, false);
    case 'close':
      return outOf(state);
    case 'back':
      return state.imageView.layer === undefined ? undefined : wholeImage(state);
    case 'up':
    case 'down':
      return choose(state, intent === 'up' ? -1 : 1);
    case 'page-up':
    case 'page-down':
      return choose(state, intent === 'page-up' ? -pageOf(state) : pageOf(state));
    case 'top':
    case 'end':
      return choose(state, intent === 'top' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    default:
      return undefined;
  }
}

function toTab(state: SessionState, by: number): SessionState {
  const tabs = IMAGE_TABS.filter((tab) => tab !== 'against' || others(state).length > 0);
  const at = tabs.indexOf(state.imageView.tab);
  const tab = tabs[(at + by + tabs.length) % tabs.length] ?? 'layers';
  return view(without(state, 'layer'), {
    tab,
    ...(state.imageView.layer === undefined ? {} : fresh('files')),
  });
}

const fresh = (tab: ImageTab) => ({ rows: { [tab]: 0 }, open: {} });

function without(state: SessionState, key: 'layer'): SessionState {
  const { [key]: _, ...rest } = state.imageView;
  return { ...state, imageView: rest };
}

function otherImage(state: SessionState, by: number): SessionState {
  const images = labImages(state);
  const shown = shownImage(state);
  const at = shown ? images.indexOf(shown) : -1;
  const next = images[(at + by + images.length) % images.length];
  if (!next || images.length < 2) return state;
  const { tab } = state.imageView;
  return { ...state, imageView: { ...FIRST_VIEW, tab, image: next.name } };
}

/** Compares with the next one there is; the first press only opens the comparison. */
function nextOther(state: SessionState): SessionState {
  const all = others(state);
  if (all.length === 0) return state;
  const now = comparedWith(state);
  const at = now ? all.indexOf(now) : -1;
  const next = state.imageView.tab === 'against' ? all[(at + 1) % all.length] : now;
  const { against: _, ...rows } = state.imageView.rows;
  return view(without(state, 'layer'), {
    tab: 'against',
    rows,
    ...(next ? { against: imageKey(next) } : {}),
  });
}

/** Into a layer: what it changed. Into a folder: what is in it; `toggle` closes one that is open. */
function into(state: SessionState, toggle: boolean): SessionState {
  const row = chosenRow(state);
  if (state.imageView.tab === 'layers' && rowCount(state) > 0)
    return view(state, {
      tab: 'files',
      layer: row,
      rows: { ...state.imageView.rows, files: 0 },
      open: opened(layerChanges(state, row)),
    });
  if (state.imageView.tab !== 'files') return state;
  const chosen = fileRows(state)[row];
  if (!chosen || chosen.branch.children.length === 0) return state;
  const { path } = chosen.branch;
  return view(state, { open: { ...state.imageView.open, [path]: toggle ? !chosen.open : true } });
}

/** A small change is shown whole, without a folder to open. */
function opened(root: Branch | undefined): Record<string, boolean> {
  if (!root || root.files > SMALL) return {};
  const folders = (branch: Branch): Branch[] =>
    branch.children.length > 0 ? [branch, ...branch.children.flatMap(folders)] : [];
  return Object.fromEntries(folders(root).map(({ path }) => [path, true]));
}

/** Files that fit on a screen. */
const SMALL = 15;

/** Out of a folder: closes it, else goes to the one it is in; at the top of a layer's changes back to the layers. */
function outOf(state: SessionState): SessionState {
  if (state.imageView.tab !== 'files') return state;
  const rows = fileRows(state);
  const at = chosenRow(state);
  const chosen = rows[at];
  if (chosen?.open) return view(state, { open: { ...state.imageView.open, [chosen.branch.path]: false } });
  const parent = rows.findLastIndex((row, index) => index < at && row.depth < (chosen?.depth ?? 0));
  if (parent >= 0) return view(state, { rows: { ...state.imageView.rows, files: parent } });
  return state.imageView.layer === undefined ? state : wholeImage(state);
}

const wholeImage = (state: SessionState): SessionState =>
  view(without(state, 'layer'), { tab: 'layers', open: {} });

function choose(state: SessionState, by: number): SessionState {
  const count = rowCount(state);
  if (count === 0) return scrollBy(state, by);
  const row = Math.max(0, Math.min(count - 1, chosenRow(state) + by));
  return view(state, { rows: { ...state.imageView.rows, [state.imageView.tab]: row } });
}
