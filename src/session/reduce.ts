import { words } from '../text/words.ts';
import { noteActivity } from './activity.ts';
import { buildEvents } from './building.ts';
import type { Turn } from './effects.ts';
import type { TimedEvent } from './events.ts';
import { onHistoryEvent } from './history-screens.ts';
import { leaveImages, readWanted } from './image-screen.ts';
import { onIntent } from './intents.ts';
import { fileRead, filesChanged, judged, judgeFailed, withLab } from './judging.ts';
import { readEdited } from './navigate.ts';
import { onScanEvent } from './scanning.ts';
import { building, labOf, stepTags } from './select.ts';
import type { SessionState } from './state.ts';

/**
 * The learner's session, as a pure function: what happened goes in, the next state and what is to be done
 * come out. Nothing moves on by itself: only an intent changes the screen or the step.
 */
export function reduce(before: SessionState, event: TimedEvent): Turn<SessionState> {
  const alive = event.type === 'intent' || event.type === 'files-changed';
  const state = alive ? noteActivity(before, event.at) : before;
  const stay = (change: Partial<SessionState> = {}) => ({ state: { ...state, ...change }, effects: [] });
  const history = onHistoryEvent(state, event);
  if (history) return history;
  switch (event.type) {
    case 'intent': {
      const turn = onIntent(state, event.intent, event.at, event.number);
      return leaving(leaveImages(state, readWanted(turn)));
    }
    case 'files-changed':
      return filesChanged(state, event);
    case 'judged':
      return judged(state, event);
    case 'judge-failed':
      return judgeFailed(state, event);
    case 'build-events':
      return { state: buildEvents(state, event.lab, event.events, event.at), effects: [] };
    case 'progress':
      return stay({ progress: event.progress, unsaved: event.problem });
    case 'engine':
      return stay({
        engine: event.engine,
        ...(event.engine.kind === 'lost' ? { notice: { kind: 'warn', text: words.engineLost } } : {}),
        ...(building(state) && state.build
          ? { build: { ...state.build, practice: event.engine.kind !== 'real' } }
          : {}),
      });
    case 'image-built':
      return imageBuilt(state, event.images);
    case 'images':
      return readWanted(stay({ images: { ...state.images, [event.lab]: event.images } }));
    case 'layers-progress':
      return state.readings[event.key]?.status === 'reading'
        ? stay({
            readings: { ...state.readings, [event.key]: { status: 'reading', bytes: event.bytes } },
          })
        : stay();
    case 'layers-read':
      return stay({
        readings: { ...state.readings, [event.key]: { status: 'read', examined: event.examined } },
      });
    case 'layers-failed':
      return stay({
        readings: { ...state.readings, [event.key]: { status: 'failed', problem: event.problem } },
      });
    case 'scan-progress':
    case 'scanned':
    case 'scan-failed':
      return { state: onScanEvent(state, event), effects: [] };
    case 'file-read':
      return { state: fileRead(state, event), effects: [] };
    case 'findings':
      return stay({ findings: event.findings });
    case 'lab-reset': {
      const fresh = withLab(state, event.lab, { judging: 'predict' });
      const { measured: _, changed: __, before: ___, ...kept } = fresh.labs[event.lab] ?? {};
      const answer = { kind: 'info', text: words.resetDone(event.backup) } as const;
      return {
        state: { ...fresh, labs: { ...fresh.labs, [event.lab]: kept }, answer },
        effects: [{ type: 'judge', lab: event.lab, how: 'predict' }, ...readEdited(state, event.lab)],
      };
    }
    case 'extent':
      return extent(state, event);
    case 'watch':
      return stay({ watching: event.watching });
    case 'notice':
      return stay({ notice: event.notice });
    default:
      return stay();
  }
}

/** The seconds of the open step are saved before the program ends. */
function leaving(turn: Turn<SessionState>): Turn<SessionState> {
  const seconds = Math.round(turn.state.activity.unsaved);
  if (!turn.state.quitting || seconds < 1) return turn;
  return {
    state: turn.state,
    effects: [{ type: 'add-time', place: turn.state.at, seconds }, ...turn.effects],
  };
}

/** An image built in another terminal is judged like one of our own, if the open lab asks for it. */
function imageBuilt(
  state: SessionState,
  images: readonly { name: string; id: string }[],
): Turn<SessionState> {
  const lab = labOf(state, state.at.lab);
  const wanted = Object.values(lab.manifest.images).map((image) => image.tag);
  const { measured } = state.labs[lab.id] ?? {};
  const judgedIds = measured?.current ? Object.values(measured.report.images).map((image) => image.id) : [];
  const found = images
    .map(({ name, id }) => ({ name: name.replace(/^docker\.io\/library\//, ''), id }))
    .filter(({ name, id }) => wanted.includes(name) && !judgedIds.includes(id));
  if (found.length === 0 || building(state)) return { state, effects: [] };
  // Of several, also of those that are being looked at, the one is named that the open step is about.
  const names = [state.labs[lab.id]?.noticed ?? '', ...found.map(({ name }) => name)];
  const ours = names.find((name) => stepTags(state).includes(name)) ?? found[0]?.name ?? '';
  return {
    state: {
      ...withLab(state, lab.id, { judging: 'look', noticed: ours }),
      notice: { kind: 'info', text: words.noticed(ours) },
    },
    effects: [{ type: 'judge', lab: lab.id, how: 'look' }],
  };
}

/** A view says how much it has to show; only a change makes a new state, or drawing would never end. */
function extent(state: SessionState, { key, extent: { lines, height } }: TimedEvent & { type: 'extent' }) {
  const known = state.extents[key];
  if (known?.lines === lines && known.height === height) return { state, effects: [] };
  const last = Math.max(0, lines - height);
  const scroll = (state.scroll[key] ?? 0) > last ? { ...state.scroll, [key]: last } : state.scroll;
  return {
    state: { ...state, scroll, extents: { ...state.extents, [key]: { lines, height } } },
    effects: [],
  };
}
