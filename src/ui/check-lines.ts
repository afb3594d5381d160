import type { Verdict } from '../checks/types.ts';
import type { Lab } from '../course/types.ts';
import {
  blame,
  chosenCheck,
  current,
  type ShownCheck,
  shownChecks,
  stepFiles,
  stepTags,
} from '../session/select.ts';
import type { SessionState } from '../session/state.ts';
import { cut, padEnd } from '../text/width.ts';
import { words } from '../text/words.ts';
import type { Mark, Theme } from './theme.ts';

/** `practised` for what holds but was only predicted: a practice engine never shows a tick. */
export function markOf({ status, confidence }: Verdict): Mark {
  return status === 'pass' && confidence === 'predicted' ? 'practised' : status;
}

/** What a line of a list says of a check: where, when it fails; what was found, when it holds. */
function gist(verdict: Verdict): string {
  const where = blame(verdict);
  if (verdict.status === 'pass' || !where) return verdict.actual;
  return `${words.line(where.line)}: ${where.text}`;
}

/**
 * The checks of the step in view, by what they were judged on: the files as saved, then the image.
 *
 * @returns the lines, and which of them is the chosen check's (-1 for none)
 */
export function checkLines(
  state: SessionState,
  theme: Theme,
  width: number,
  clock: (at: number) => string,
): { lines: string[]; chosen: number } {
  const checks = shownChecks(state).map((check, index) => ({ check, index }));
  if (checks.length === 0) return { lines: [theme.dim(words.notJudged)], chosen: -1 };
  const chosen = chosenCheck(state);
  const idWidth = Math.min(18, Math.max(...checks.map(({ check }) => check.verdict.id.length)));
  const lines: string[] = [];
  let chosenLine = -1;
  for (const basis of ['file', 'image', 'record'] as const) {
    const group = checks.filter(({ check }) => check.basis === basis);
    const [first] = group;
    if (!first) continue;
    if (lines.length > 0) lines.push('');
    lines.push(cut(theme.glyphs(heading(state, theme, first.check, clock)), width, theme.ascii));
    for (const { check, index } of group) {
      if (index === chosen) chosenLine = lines.length;
      lines.push(checkLine(check, index === chosen, state.pane === 'checks', theme, width, idWidth));
    }
  }
  return { lines, chosen: chosenLine };
}

function checkLine(
  { verdict, stale }: ShownCheck,
  chosen: boolean,
  focused: boolean,
  theme: Theme,
  width: number,
  idWidth: number,
): string {
  const text = theme.glyphs(gist(verdict));
  const id = padEnd(verdict.id, idWidth, theme.ascii);
  const optional = verdict.required ? '' : theme.dim(` (${words.optional})`);
  const quiet = verdict.status === 'pass' || stale;
  const row = `${chosen ? (focused ? theme.pointer : theme.quietPointer) : ' '} ${theme.mark(markOf(verdict))} ${chosen && focused ? theme.strong(id) : id}  ${quiet ? theme.dim(text) : text}${optional}`;
  return cut(row, width, theme.ascii);
}

function heading(
  state: SessionState,
  theme: Theme,
  { basis, stale }: ShownCheck,
  clock: (at: number) => string,
): string {
  const { lab } = current(state);
  const known = state.labs[lab.id];
  if (basis === 'file') {
    const file =
      changedFile(known?.changed?.files ?? [], lab) ?? stepFiles(state)[0] ?? lab.manifest.edits[0] ?? '';
    const saved = known?.changed ? `   ${words.saved} ${clock(known.changed.at)}` : '';
    return `${theme.strong(file)}${theme.dim(`   ${words.predicted}${saved}`)}`;
  }
  const tag = stepTags(state).join(' ');
  if (basis === 'record') {
    const when = known?.before && !stale ? `${words.judgedAt} ${clock(known.before.at)}` : words.earlier;
    return `${theme.strong(tag)}${theme.dim(`   ${when}`)}`;
  }
  const judged = known?.measured ? theme.dim(`   ${words.judgedAt} ${clock(known.measured.at)}`) : '';
  const changed = (known?.changed?.at ?? 0) > (known?.measured?.at ?? 0);
  const why = changed ? words.stale : words.foreign;
  return `${theme.strong(tag)}${judged}${known?.measured?.current ? '' : `   ${theme.mark('warn')} ${why}`}`;
}

/** The file to name: one that the lab is about rather than an editor's own copy beside it. */
const changedFile = (files: readonly string[], { manifest }: Lab) =>
  files.find((file) => manifest.edits.includes(file)) ?? files[0];

/** One line for all checks of the step: `2 of 3 hold · ✗ user.nonroot`. */
export function checkSummary(state: SessionState, theme: Theme): string {
  const checks = shownChecks(state).filter((one) => one.verdict.required);
  if (checks.length === 0) return theme.dim(words.notJudged);
  const held = checks.filter(({ verdict }) => verdict.status === 'pass' || verdict.status === 'warn').length;
  const failing = checks.filter(({ verdict }) => verdict.status === 'fail').map(({ verdict }) => verdict);
  const names = failing.map((verdict) => `${theme.mark('fail')} ${verdict.id}`);
  return [theme.glyphs(words.hold(held, checks.length)), ...names].join('  ');
}
