import type { Lab } from '../course/types.ts';
import { sizeBars } from '../plain/layer-rows.ts';
import { stepRecord } from '../progress/record.ts';
import { checklist, labSizes, labStatus } from '../progress/summary.ts';
import { current } from '../session/select.ts';
import type { SessionState } from '../session/state.ts';
import { formatAge } from '../text/ages.ts';
import { formatBytes, formatDuration } from '../text/units.ts';
import { columnsOf, cut, padEnd, padStart, wrap } from '../text/width.ts';
import { words } from '../text/words.ts';
import { engineWords, type FrameHead } from './frame-lines.ts';
import { penOf } from './pen.ts';
import type { Theme } from './theme.ts';

/** What stands above the map. */
export function mapHead(state: SessionState, theme: Theme): FrameHead {
  return { title: theme.strong(words.product), aside: engineWords(state, theme) };
}

/**
 * The map in the room that it has: labs with what holds of them, the checklist, and where one stopped.
 *
 * @param now milliseconds since the epoch
 */
export function mapLines(
  state: SessionState,
  theme: Theme,
  { columns, height }: { columns: number; height: number },
  now: number,
): string[] {
  const width = Math.min(columns - 2, 112);
  const { course } = state;
  const labs = course.labs.map((lab, index) => labLine(state, theme, lab, index, width));
  const list = checklistLines(state, theme, width);
  const stopped = stoppedLine(state, theme, width, now);
  const about = aboutLines(state, theme, width);
  const full = [
    theme.dim(theme.glyphs(course.manifest.title)),
    '',
    ...labs,
    '',
    ...about,
    '',
    ...list,
    '',
    stopped,
  ];
  const steps = stepLines(state, theme, width);
  const at = full.indexOf('', 2 + labs.length + 1);
  if (full.length + steps.length + 1 <= height) return full.toSpliced(at, 0, '', ...steps);
  if (full.length <= height) return full;
  const lean = [...labs, '', ...list, ...(labs.length + list.length + 3 <= height ? [''] : []), stopped];
  if (lean.length <= height) return lean;
  const room = Math.max(1, height - 2);
  const first = Math.min(Math.max(0, state.choice - room + 2), Math.max(0, labs.length - room));
  return [...labs.slice(first, first + room), '', stopped];
}

function labLine(state: SessionState, theme: Theme, lab: Lab, index: number, width: number): string {
  const records = lab.steps.map((step) => stepRecord(state.progress, lab.id, step.id));
  const done = records.filter((one) => one.status === 'pass').length;
  const practised = records.filter((one) => one.status === 'practised').length;
  const chosen = index === state.choice;
  const count = `${done + practised}/${records.length}`;
  const roomy = width >= 74;
  const bar = theme.bar((done + practised) / records.length, width >= 100 ? 16 : roomy ? 8 : 6);
  const sizes = roomy ? sizeWords(state, theme, lab) : '';
  const longest = Math.max(...state.course.labs.map((one) => one.manifest.title.length));
  const title = padEnd(theme.glyphs(lab.manifest.title), Math.min(longest, roomy ? 28 : 30), theme.ascii);
  const status = done === records.length ? 'pass' : labStatus(lab, state.progress);
  return cut(
    `${chosen ? theme.pointer : ' '} ${theme.mark(mapMark(status, practised))} ${lab.number}  ${chosen ? theme.strong(title) : title}  ${bar} ${padStart(count, 5)}  ${sizes}`,
    width,
    theme.ascii,
  );
}

/** A lab in which something is practised, and nothing fails, shows it. */
function mapMark(status: ReturnType<typeof labStatus>, practised: number): ReturnType<typeof labStatus> {
  return status === 'open' && practised > 0 ? 'practised' : status;
}

/** `1.12 GB → 148 MB   −87 %`: the lab's baseline against its first image, as last measured. */
function sizeWords(state: SessionState, theme: Theme, lab: Lab): string {
  const sizes = labSizes(lab, state.progress);
  if (!sizes) return '';
  const { before, now } = sizes;
  const change = Math.round((now / before - 1) * 100);
  const sign = change > 0 ? '+' : '−';
  const words = `${padStart(formatBytes(before), 7)} → ${formatBytes(now)}`;
  return theme.glyphs(`${padEnd(words, 18)} ${sign}${Math.abs(change)} %`);
}

function aboutLines(state: SessionState, theme: Theme, width: number): string[] {
  const lab = state.course.labs[state.choice];
  if (!lab) return [];
  const seconds = lab.steps.reduce(
    (sum, step) => sum + stepRecord(state.progress, lab.id, step.id).seconds,
    0,
  );
  const spent = seconds >= 60 ? ` ${words.spent(formatDuration(seconds * 1000))}` : '';
  const text = `${lab.manifest.summary} ${words.minutes(lab.manifest.minutes)}${spent}`;
  const lines = wrap(theme.glyphs(text), Math.min(width - 7, 76)).map((line) => `       ${theme.dim(line)}`);
  return [...lines, ...sizePicture(state, theme, lab, width)];
}

/** The chosen lab's image at its start and now, as bars. */
function sizePicture(state: SessionState, theme: Theme, lab: Lab, width: number): string[] {
  const sizes = labSizes(lab, state.progress);
  // its place is kept while labs with and without a picture are chosen: what stands below does not move
  if (!sizes) return Object.keys(state.progress.sizes).length > 0 ? ['', ''] : [];
  const rows = [
    { name: words.labEnd.start, bytes: sizes.before },
    { name: words.labEnd.now, bytes: sizes.now },
  ];
  return sizeBars(rows, penOf(theme, Math.min(width - 7, 76))).map((line) => `       ${theme.glyphs(line)}`);
}

/** The chosen lab's steps, where there is room for them. */
function stepLines(state: SessionState, theme: Theme, width: number): string[] {
  const lab = state.course.labs[state.choice];
  const resume = state.progress.resume;
  return (lab?.steps ?? []).map((step, index) => {
    const { status } = stepRecord(state.progress, lab?.id ?? '', step.id);
    const here = resume?.lab === lab?.id && resume?.step === step.id;
    const title = theme.glyphs(step.title);
    return cut(
      `       ${theme.mark(status)} ${index + 1}  ${here ? theme.strong(title) : title}`,
      width,
      theme.ascii,
    );
  });
}

function checklistLines(state: SessionState, theme: Theme, width: number): string[] {
  const items = checklist(state.course, state.progress);
  const label = `  ${theme.glyphs(words.checklist)}   `;
  const cells = items.map(
    (item) => `${theme.mark(item.status)} ${theme.glyphs(words.short(item.id, item.title))}`,
  );
  const cell = Math.max(1, ...cells.map(columnsOf)) + 2;
  const perRow = Math.max(1, Math.min(4, Math.floor((width - columnsOf(label)) / cell)));
  const rows: string[] = [];
  for (let at = 0; at < cells.length; at += perRow) {
    const row = cells.slice(at, at + perRow).map((text) => padEnd(text, cell));
    rows.push(`${at === 0 ? theme.strong(label) : ' '.repeat(columnsOf(label))}${row.join('').trimEnd()}`);
  }
  return rows;
}

function stoppedLine(state: SessionState, theme: Theme, width: number, now: number): string {
  if (!state.progress.resume) return theme.dim(`  ${theme.glyphs(words.firstTime)}`);
  const { lab, step, number } = current(state);
  const age = formatAge(now - Date.parse(state.progress.updatedAt));
  const text = `  ${words.stoppedAt}  ${lab.number} · ${words.step} ${number}  "${step.title}"   ${age}`;
  return cut(theme.glyphs(text), width, theme.ascii);
}
