import type { Effect, Turn } from './effects.ts';
import type { Intent, SessionEvent } from './events.ts';
import { show } from './navigate.ts';
import { type ImageScan, scanKey } from './scan-state.ts';
import { labOf, stepTags } from './select.ts';
import type { SessionState } from './state.ts';

type Result = Turn<SessionState>;
type Event<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }> & { at: number };

/** The tags of the open lab's images, those of the open step first. */
export function scanTags(state: SessionState): string[] {
  const all = Object.values(labOf(state, state.at.lab).manifest.images).map(({ tag }) => tag);
  return [...new Set([...stepTags(state), ...all])];
}

/** The tag that is looked at, and its scan if there is one. */
export function scanInView(state: SessionState): { tag: string; scan: ImageScan | undefined } {
  const tags = scanTags(state);
  const chosen = state.scans.chosen[state.at.lab];
  const tag = chosen !== undefined && tags.includes(chosen) ? chosen : (tags[0] ?? '');
  return { tag, scan: state.scans.images[scanKey(state.at.lab, tag)] };
}

/** Is a scan running, of whatever image? */
export const scanning = (state: SessionState): boolean =>
  Object.values(state.scans.images).some(({ phase }) => phase === 'running');

/** The key: shows the scan, and begins one where there is none; once more on its screen: scans anew. */
export function openScan(state: SessionState, at: number): Result {
  if (state.screen === 'map') return { state, effects: [] };
  const { scan } = scanInView(state);
  const shown = show(state, 'scan');
  const again = state.screen === 'scan' || scan === undefined || outdated(state);
  return again ? begin(shown, at) : { state: shown, effects: [] };
}

/** What an intent means on the scan's screen alone; undefined where it means what it means everywhere. */
export function onScanIntent(state: SessionState, intent: Intent, at: number): Result | undefined {
  if (intent === 'next-step') return turn(state, 1, at);
  if (intent === 'previous-step') return turn(state, -1, at);
  return undefined;
}

/** Was the image built anew since it was scanned, as far as is known? */
export function outdated(state: SessionState): boolean {
  const { tag, scan } = scanInView(state);
  const images = state.labs[state.at.lab]?.measured?.report.images ?? {};
  const now = Object.values(images).find((image) => image.tag === tag)?.id;
  const scanned = scan?.result?.report.image.id;
  return now !== undefined && now !== '' && scanned != null && now !== scanned;
}

/** The line of the learner's Dockerfile that brings the worst findings; a baseline's is none of his. */
export function scanLine(state: SessionState): { file: string; line: number } | undefined {
  const { tag, scan } = scanInView(state);
  const images = Object.values(labOf(state, state.at.lab).manifest.images);
  const own = images.some((image) => image.tag === tag && image.from === 'workspace');
  return own ? scan?.result?.origins[0]?.line : undefined;
}

/** Looks at another image of the lab; the ends are joined. */
function turn(state: SessionState, by: 1 | -1, at: number): Result {
  const tags = scanTags(state);
  const { tag } = scanInView(state);
  const next = tags[(tags.indexOf(tag) + by + tags.length) % tags.length];
  if (next === undefined || next === tag) return { state, effects: [] };
  const { scans } = state;
  const turned = {
    ...state,
    scans: { ...scans, chosen: { ...scans.chosen, [state.at.lab]: next } },
    scroll: { ...state.scroll, scan: 0 },
  };
  return scanInView(turned).scan === undefined ? begin(turned, at) : { state: turned, effects: [] };
}

function begin(state: SessionState, at: number): Result {
  const { lab } = state.at;
  const { tag, scan } = scanInView(state);
  if (scan?.phase === 'running') return { state, effects: [] };
  const { problem: _, endedAt: __, ...kept } = scan ?? {};
  const next = withScan(state, lab, tag, { ...kept, phase: 'running', startedAt: at, at: '' });
  const search: Effect[] = state.engine.kind === 'lost' ? [{ type: 'find-engine' }] : [];
  return {
    state: { ...next, scroll: { ...next.scroll, scan: 0 } },
    effects: [...search, { type: 'scan', lab, tag }],
  };
}

/** What a scan that runs in the background says of itself. */
export function onScanEvent(
  state: SessionState,
  event: Event<'scan-progress'> | Event<'scanned'> | Event<'scan-failed'>,
): SessionState {
  const { lab, tag } = event;
  const scan = state.scans.images[scanKey(lab, tag)];
  if (scan?.phase !== 'running') return state;
  if (event.type === 'scan-progress') return withScan(state, lab, tag, { ...scan, at: event.text });
  const ended = { ...scan, endedAt: event.at };
  if (event.type === 'scanned')
    return withScan(state, lab, tag, { ...ended, phase: 'done', result: event.result });
  const { problem } = event;
  return withScan(
    state,
    lab,
    tag,
    problem ? { ...ended, phase: 'broken', problem } : { ...ended, phase: 'stopped' },
  );
}

function withScan(state: SessionState, lab: string, tag: string, scan: ImageScan): SessionState {
  const { scans } = state;
  return { ...state, scans: { ...scans, images: { ...scans.images, [scanKey(lab, tag)]: scan } } };
}
