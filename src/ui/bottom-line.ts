import type { Intent } from '../session/events.ts';

import { chosenAttempt } from '../session/history-select.ts';
import { labImages, lineInView, others, rowCount } from '../session/image-select.ts';
import { scanInView, scanTags } from '../session/scanning.ts';
import {
  blamedLines,
  building,
  chosenCheck,
  chosenLine,
  hints,
  neighbour,
  shownChecks,
} from '../session/select.ts';
import type { SessionState } from '../session/state.ts';
import { columnsOf } from '../text/width.ts';
import { words } from '../text/words.ts';
import { KEYS, type KeyBinding, keyLabel } from './keys.ts';
import type { Theme } from './theme.ts';

const GAP = '   ';

/** The keys of a screen in one line, the last ones (keys, quit) always there, the others while they fit. */
export function bottomLine(state: SessionState, theme: Theme, width: number): string {
  const here = KEYS.filter((one) => one.bar !== undefined && one.where.includes(state.screen)).filter((one) =>
    useful(state, one),
  );
  const item = (one: KeyBinding) =>
    `${theme.accent(theme.glyphs(keyLabel(one.keys[0] ?? '')))} ${theme.dim(theme.glyphs(word(state, one)))}`;
  const last = here.filter((one) => one.intent === 'help' || one.intent === 'quit').reverse();
  const kept = last.map(item);
  let room = width - kept.reduce((sum, text) => sum + columnsOf(text) + GAP.length, 0);
  const first: string[] = [];
  for (const one of here.filter((binding) => !last.includes(binding))) {
    const text = item(one);
    room -= columnsOf(text) + GAP.length;
    if (room < -GAP.length) break;
    first.push(text);
  }
  return [...first, ...kept].join(GAP);
}

/** A key that would do nothing now is not shown. */
function useful(state: SessionState, { intent }: KeyBinding): boolean {
  if (intent === 'enter' && state.screen === 'step') return shownChecks(state).length > 0;
  if (intent === 'enter' && state.screen === 'build') return !building(state);
  if (state.screen === 'timeline' && (intent === 'enter' || intent === 'restore'))
    return chosenAttempt(state) !== undefined;
  if (intent === 'build') return !building(state);
  if (intent === 'scan' && state.screen === 'scan') return scanInView(state).scan?.phase !== 'running';
  if (intent === 'next-step' && state.screen === 'scan') return scanTags(state).length > 1;
  if (intent === 'next-step' && state.screen === 'step') return neighbour(state, 1) !== undefined;
  if (intent === 'previous-step' && state.screen === 'step') return neighbour(state, -1) !== undefined;
  if (intent === 'against') return others(state).length > 0;
  if (intent === 'next-step' && state.screen === 'image') return labImages(state).length > 1;
  if (intent === 'enter' && state.screen === 'image') return rowCount(state) > 0;
  if (intent === 'pane' && state.screen === 'verdict') return blamedLines(openCheck(state)).length > 1;
  if (intent === 'hint') return hints(state).all.length > 0;
  return true;
}

const openCheck = (state: SessionState) => shownChecks(state)[chosenCheck(state)]?.verdict;

function word(state: SessionState, binding: KeyBinding): string {
  const own: Partial<Record<Intent, () => string>> = {
    hint: () => {
      const { all, seen } = hints(state);
      const next = state.screen === 'hint' || seen === 0 ? Math.min(all.length, seen + 1) : seen;
      return words.hintKey(next, all.length);
    },
    scan: () => (state.screen === 'scan' ? words.next.again : (binding.bar ?? '')),
    edit: () => {
      const made = state.screen === 'image' ? lineInView(state) : undefined;
      if (made) return words.editLine(made.line);
      const check = openCheck(state);
      const line = check && check.status !== 'pass' ? chosenLine(state)?.line : undefined;
      return line ? words.editLine(line) : (binding.bar ?? '');
    },
  };
  return own[binding.intent]?.() ?? binding.bar ?? '';
}
